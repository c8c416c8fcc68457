import { say } from '@provenance/messages';
import type { Resolver } from '@provenance/sdk';
import { isHttpUrl, isLoopbackOrHttps } from '../config/check.ts';
import type { Config } from '../config/shape.ts';
import type { Io } from '../terminal/io.ts';
import { UsageError } from '../terminal/usage-error.ts';

/** The flag that lets others be asked. */
export interface ResolverOptions {
  /** Addresses, and `config` for those of the configuration. */
  resolve?: readonly string[];
}

/**
 * Whom to ask for manifests by marks. Null: nobody, which is the default: what is asked tells others what is
 * being looked at. A service that the configuration knows is asked with its token.
 *
 * @throws UsageError for what is no address, and for `config` without one.
 */
export function resolversOf(
  { env }: Io,
  { resolve: named }: ResolverOptions,
  { resolvers: known = [] }: Pick<Config, 'resolvers'>,
): readonly Resolver[] | null {
  if (named === undefined) return null;
  const chosen = named.flatMap((each) => {
    if (each !== 'config') return [known.find(({ url }) => url === each) ?? { url: each }];
    if (known.length > 0) return known;
    throw new UsageError(say('mistake.resolvers-missing'));
  });
  const unique = new Map(chosen.map((each) => [each.url, each]));
  return [...unique.values()].map(({ url, tokenVariable }) => {
    if (!isHttpUrl(url) || !isLoopbackOrHttps(url)) {
      throw new UsageError(say('mistake.resolver-url'));
    }
    const token = tokenVariable === undefined ? undefined : env[tokenVariable];
    return { url, ...(token && { token }) };
  });
}
