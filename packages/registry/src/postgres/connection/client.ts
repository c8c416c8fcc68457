import { ProvenanceError } from '@provenance/content';
import pg from 'pg';

export interface UrlClientConfig extends pg.ClientConfig {
  /** Where the URL has no password, take PGPASSWORD. */
  readonly passwordFromEnvironment: boolean;
}

/**
 * A connection by what the URL says, and nothing else. The driver would take what is missing in it from the
 * environment (PGPASSWORD, PGHOST, PGOPTIONS, PGSSLMODE and their like) and from `.pgpass`: a URL that
 * somebody else has written could have a password of this machine sent to a server of theirs.
 */
export class UrlClient extends pg.Client {
  constructor(config?: UrlClientConfig) {
    // The driver reads all of it while this is made, and nothing else runs meanwhile.
    const hidden = hideEnvironment();
    try {
      super(config);
    } finally {
      Object.assign(process.env, hidden);
    }
    // The types do not show it. With null in it the driver looks for `.pgpass` when the server asks.
    const own = this as unknown as { password: unknown };
    const asked = config?.passwordFromEnvironment ? hidden.PGPASSWORD : undefined;
    own.password ??= asked || refusePassword;
  }
}

function hideEnvironment(): Record<string, string> {
  const hidden: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (!/^PG[A-Z]/i.test(name) || value === undefined) continue;
    hidden[name] = value;
    delete process.env[name];
  }
  return hidden;
}

function refusePassword(): never {
  throw new ProvenanceError(
    'REGISTRY_UNAVAILABLE',
    'The database asks for a password, and its URL has none: PGPASSWORD and .pgpass are not looked at.',
  );
}
