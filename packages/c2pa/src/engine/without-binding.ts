import type { EngineReading } from './reading.ts';

const BINDING = /^assertion\.(data|boxes|bmff|collection)Hash\./;

/**
 * What an engine says of a store that it was given without content: all but what it says of the hash over
 * content, of which it could not know.
 */
export function withoutBinding(json: EngineReading['json']): EngineReading['json'] {
  const results = withoutStatuses(json.validation_results);
  const { activeManifest, ingredientDeltas } = (results ?? {}) as Results;
  const failures = [
    ...(activeManifest?.failure ?? []),
    ...(ingredientDeltas ?? []).flatMap(({ validationDeltas }) => validationDeltas?.failure ?? []),
  ];
  const isTrusted = activeManifest?.success?.some(
    ({ code }) => code === 'signingCredential.trusted',
  );
  const holds = failures.every(({ code }) => code === 'signingCredential.untrusted');
  return {
    ...json,
    validation_results: results,
    validation_status: withoutStatuses(json.validation_status),
    validation_state: holds ? (isTrusted ? 'Trusted' : 'Valid') : 'Invalid',
  };
}

interface Results {
  readonly activeManifest?: Statuses;
  readonly ingredientDeltas?: readonly { readonly validationDeltas?: Statuses }[];
}
interface Statuses {
  readonly success?: readonly { readonly code?: unknown }[];
  readonly failure?: readonly { readonly code?: unknown }[];
}

/** Lists of statuses stand at several depths. */
function withoutStatuses(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.filter((each) => !BINDING.test(each?.code ?? '')).map(withoutStatuses);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, withoutStatuses(each)]),
  );
}
