import type { Database, Row } from '@provenance/registry/database';
import { matching, type TokenStore } from '../token/store.ts';
import { idOf, type KeptToken } from '../token/token.ts';

const COLUMNS = 'id, name, scopes, hash, created, expires';

/** Tokens in a table: asked for with every request, so that a revoked one is refused at once everywhere. */
export function postgresTokens({ query }: Database): TokenStore {
  return {
    async find(text) {
      const id = idOf(text);
      if (id === null) return null;
      const [row] = await query(`select ${COLUMNS} from token where id = $1`, [id]);
      return row === undefined ? null : matching(kept(row), text);
    },
    async list() {
      return (await query(`select ${COLUMNS} from token order by created, id`)).map(kept);
    },
    async add({ id, name, scopes, hash, created, expires }) {
      await query(
        `insert into token (${COLUMNS}) values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing`,
        [id, name, scopes, hash, created, expires],
      );
    },
    async revoke(id) {
      return (await query('delete from token where id = $1 returning id', [id])).length > 0;
    },
  };
}

function kept({ id, name, scopes, hash, created, expires }: Row): KeptToken {
  return { id, name, scopes, hash, created, expires };
}
