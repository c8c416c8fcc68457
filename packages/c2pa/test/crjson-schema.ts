/** The rules of crJSON-schema.json (c2pa-rs, cli/schemas) for all but what is in assertions, which it leaves open. */

type Rule = (value: unknown, at: string) => string[];

const fault = (holds: boolean, at: string, what: string) => (holds ? [] : [`${at}: ${what}`]);
const text: Rule = (value, at) => fault(typeof value === 'string', at, 'is no text');
const dateTime: Rule = (value, at) =>
  fault(
    typeof value === 'string' &&
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value),
    at,
    'is no date-time',
  );
const semVer: Rule = (value, at) =>
  fault(/^\d+\.\d+\.\d+(-[\w.-]+)?(\+[\w.-]+)?$/.test(String(value)), at, 'is no SemVer');
const anything: Rule = (value, at) =>
  fault(typeof value === 'object' && value !== null, at, 'is no object');

const list =
  (rule: Rule, least = 0): Rule =>
  (value, at) =>
    Array.isArray(value)
      ? [
          ...fault(value.length >= least, at, 'has too few'),
          ...value.flatMap((each, i) => rule(each, `${at}/${i}`)),
        ]
      : [`${at}: is no list`];

/** Names with `?` may be missing; `...`: others may be there. */
function object(rules: Readonly<Record<string, Rule>>): Rule {
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return [`${at}: is no object`];
    }
    const fields = value as Record<string, unknown>;
    const known = new Map(
      Object.entries(rules).map(([name, rule]) => [name.replace('?', ''), rule]),
    );
    const missing = Object.keys(rules).filter(
      (name) => !name.endsWith('?') && name !== '...' && fields[name] === undefined,
    );
    const others = Object.keys(fields).filter((name) => !known.has(name));
    return [
      ...missing.map((name) => `${at}: has no ${name}`),
      ...fault('...' in rules || others.length === 0, at, `has ${others} as well`),
      ...[...known].flatMap(([name, rule]) =>
        fields[name] === undefined || name === '...' ? [] : rule(fields[name], `${at}/${name}`),
      ),
    ];
  };
}

const reference = object({ url: text, hash: text, 'alg?': text });
const agent = object({ name: text, 'version?': text, '...': anything });
const claimV1 = object({
  claim_generator: text,
  claim_generator_info: list(agent, 1),
  signature: text,
  assertions: list(reference, 1),
  'dc:format': text,
  instanceID: text,
  'dc:title?': text,
  'redacted_assertions?': list(text),
  'alg?': text,
  'alg_soft?': text,
  'metadata?': anything,
});
const claimV2 = object({
  instanceID: text,
  claim_generator_info: agent,
  signature: text,
  created_assertions: list(reference, 1),
  'gathered_assertions?': list(reference),
  'dc:title?': text,
  'redacted_assertions?': list(text),
  'alg?': text,
  'alg_soft?': text,
  'specVersion?': text,
  'metadata?': anything,
});
const names = ['C', 'ST', 'L', 'O', 'OU', 'CN', 'E', '2.5.4.97'];
const distinguishedName = object(Object.fromEntries(names.map((name) => [`${name}?`, text])));
const certificate = object({
  serialNumber: text,
  issuer: distinguishedName,
  subject: distinguishedName,
  validity: object({ 'notBefore?': dateTime, 'notAfter?': dateTime }),
});
const status = object({ code: text, 'url?': text, 'explanation?': text });
const statuses = {
  success: list(status),
  informational: list(status),
  failure: list(status),
} as const;
const manifest = object({
  label: text,
  assertions: anything,
  'claim?': claimV1,
  'claim.v2?': claimV2,
  signature: object({
    algorithm: text,
    certificateInfo: certificate,
    'timeStampInfo?': object({ timestamp: dateTime, certificateInfo: certificate }),
  }),
  validationResults: object({ ...statuses, specVersion: semVer, validationTime: dateTime }),
  'ingredientDeltas?': list(
    object({ ingredientAssertionURI: text, validationDeltas: object(statuses) }),
  ),
});
const oneClaim: Rule = (value, at) => {
  const fields = value as Record<string, unknown>;
  return fault('claim' in fields !== 'claim.v2' in fields, at, 'has not one claim');
};
const document = object({
  '@context': object({ '@vocab': text, '...': anything }),
  manifests: list((value, at) => [...manifest(value, at), ...oneClaim(value, at)]),
  jsonGenerator: object({ name: text, version: semVer, date: dateTime, '...': anything }),
  '...': anything,
});

/** What in a document is against the schema; empty for one that holds to it. */
export function crJsonFaults(value: unknown): string[] {
  return document(JSON.parse(JSON.stringify(value)), '');
}
