// A function behind API Gateway or a function URL: the body is base64 text.
import { ProvenanceError, verify } from '@provenance/sdk';

interface Event {
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

export async function handler({ body = '', isBase64Encoded = false }: Event) {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  try {
    // A function handles one event at a time and has few cores: verify() itself, and no workers.
    const { verdict } = await verify(bytes, { maxBytes: 6_000_000 });
    return json(200, { label: verdict.origin.kind, sentence: verdict.sentence });
  } catch (error) {
    const isTooLarge = error instanceof ProvenanceError && error.code === 'CONTENT_TOO_LARGE';
    if (isTooLarge) return json(413, { error: error.code });
    throw error; // it could not look, or the call is wrong: see the log
  }
}

function json(statusCode: number, body: object) {
  return {
    statusCode,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}
