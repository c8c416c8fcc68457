import { expect, test } from 'vitest';
import * as aws from '../src/aws.ts';
import * as azure from '../src/azure.ts';
import * as google from '../src/google.ts';
import * as kms from '../src/index.ts';

test('exports these names, and no others', () => {
  expect(Object.keys(kms).sort()).toEqual(['isKeyReference', 'kmsSigner', 'openKey']);
  expect(Object.keys(aws)).toEqual(['awsKey']);
  expect(Object.keys(google)).toEqual(['googleKey']);
  expect(Object.keys(azure)).toEqual(['azureKey']);
});
