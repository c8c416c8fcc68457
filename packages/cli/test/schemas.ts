import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

const folder = new URL('../schema/', import.meta.url);

/** The schema files of the command, by the name that stands in each line: `provenance.mark/1`. */
export const SCHEMA_FILES: ReadonlyMap<string, string> = new Map(
  readdirSync(folder).flatMap((file) => {
    const named = /^(.+)-(\d+)\.schema\.json$/.exec(file);
    return named === null ? [] : [[`provenance.${named[1]}/${named[2]}`, file] as const];
  }),
);

export const readSchema = (file: string) => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));

const compiled = new Map<string, ValidateFunction>();

/**
 * Throws where a line is not as its schema says, or says no schema that there is. Every test that runs the command asks
 * for this, so that a schema knows all that comes out and not only what one test thinks of.
 */
export function checkLine(line: object, name = 'schema' in line ? String(line.schema) : ''): void {
  let validate = compiled.get(name);
  if (validate === undefined) {
    const file = SCHEMA_FILES.get(name);
    if (file === undefined) throw new Error(`There is no schema ${name}.`);
    validate = new Ajv2020({ strict: false, allErrors: true }).compile(readSchema(file));
    compiled.set(name, validate);
  }
  if (validate(line)) return;
  const errors = JSON.stringify(validate.errors?.slice(0, 3));
  throw new Error(
    `A line is not as ${name} says: ${errors} ${JSON.stringify(line).slice(0, 1000)}`,
  );
}
