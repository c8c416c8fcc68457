import { createPublicKey } from 'node:crypto';
import type { SigningAlgorithm } from '@provenance/cose';
import pkcs11js, { type Handle, type Mechanism, type PKCS11, type Template } from 'pkcs11js';
import { bounded, failed } from './bounded.ts';
import { digestFor } from './digest.ts';
import type { KeyOptions, ServiceKey } from './key.ts';

const SERVICE = 'The PKCS#11 module';

/** PKCS#11 3.0 2.3.14: EdDSA of the bytes as they are. pkcs11js 2.1 does not name it. */
const CKM_EDDSA = 0x1057;
/** PKCS#11 3.0 2.3.5. */
const CKK_EC_EDWARDS = 0x40;
/** The longest signature: RSA with 16384 bits. */
const MOST_SIGNATURE_BYTES = 2048;

export interface Pkcs11KeyOptions extends KeyOptions {
  /** Path of the module: a shared library of the maker of the HSM. */
  readonly module: string;
  /** Label of the token. Default: the only token that is there. */
  readonly token?: string;
  /** Label of the private key (CKA_LABEL). At least one of `object` and `id`. */
  readonly object?: string;
  /** CKA_ID of the private key. */
  readonly id?: Uint8Array;
  /** Of the user; called once, before the first use. Default: no login. */
  readonly pin?: () => string | Promise<string>;
}

/**
 * A key of an HSM, smart card or software token with a PKCS#11 module. The process keeps one session open, in which the user
 * is logged in; each signature has a session of its own, and is made outside of JavaScript's thread.
 *
 * The time limit holds for signatures and not for finding the key, which modules do while everything waits. After a
 * wrong PIN no other attempt is made, as tokens lock themselves after a few.
 *
 * @throws TypeError unless `object` or `id` is given.
 */
export function pkcs11Key(options: Pkcs11KeyOptions): ServiceKey {
  const { object, id, seconds } = options;
  if (object === undefined && id === undefined) throw new TypeError('Give object, id, or both.');
  const bounds = { service: SERVICE, seconds, reason };
  let opened: Promise<Token> | undefined;
  const token = () => {
    opened ??= openToken(options);
    return opened;
  };
  /** What failed may be of a session that is gone: the next call opens another, but for a PIN that is refused. */
  const used = async <T>(use: (token: Token) => Promise<T>): Promise<T> => {
    const own = token();
    try {
      return await use(await own);
    } catch (error) {
      if (opened === own && !/^CKR_PIN_/.test(reason(error) ?? '')) {
        opened = undefined;
        own.then(({ module, session }) => module.C_CloseSession(session)).catch(() => {});
      }
      throw error;
    }
  };
  return {
    service: SERVICE,
    publicKey: ({ signal } = {}) =>
      bounded({ ...bounds, signal }, () =>
        used(async ({ module, session }) => {
          const key = find(module, session, pkcs11js.CKO_PUBLIC_KEY, options);
          const jwk = publicJwk(module, session, key);
          const made = createPublicKey({ key: jwk, format: 'jwk' });
          return made.export({ type: 'spki', format: 'pem' }) as string;
        }),
      ),
    sign: (bytes, alg, { signal } = {}) =>
      bounded({ ...bounds, signal }, () =>
        used(async ({ module, slot, key, keyType }) => {
          const { mechanism, forType } = mechanismFor(alg);
          // Not every module looks: SoftHSM takes the process down with it.
          if (keyType !== forType) throw failed(SERVICE, `the key is not for ${alg}`);
          const session = module.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION);
          try {
            module.C_SignInit(session, mechanism, key);
            const input = Buffer.from(digestFor(alg, bytes) ?? bytes);
            return await module.C_SignAsync(session, input, Buffer.alloc(MOST_SIGNATURE_BYTES));
          } finally {
            module.C_CloseSession(session);
          }
        }),
      ),
  };
}

interface Token {
  readonly module: PKCS11;
  readonly slot: Handle;
  /** In which the user is logged in: the login ends with the last session. */
  readonly session: Handle;
  /** The private key: the handle of an object that lies in a token is for all sessions. */
  readonly key: Handle;
  /** CKK_…. */
  readonly keyType: number;
}

/** A process loads and initializes a module once. */
const modules = new Map<string, PKCS11>();

async function openToken(options: Pkcs11KeyOptions): Promise<Token> {
  const { module: path, token, pin } = options;
  const word = await pin?.();
  const module = modules.get(path) ?? new pkcs11js.PKCS11();
  if (!modules.has(path)) {
    try {
      module.load(path);
    } catch (cause) {
      throw failed(SERVICE, 'it cannot be loaded', cause);
    }
    tolerate('CKR_CRYPTOKI_ALREADY_INITIALIZED', () =>
      module.C_Initialize({ flags: pkcs11js.CKF_OS_LOCKING_OK }),
    );
    modules.set(path, module);
  }
  const slots = module.C_GetSlotList(true).filter((slot) => {
    // Labels are padded with blanks to 32 bytes.
    const { label, flags } = module.C_GetTokenInfo(slot);
    const isReady = (flags & pkcs11js.CKF_TOKEN_INITIALIZED) !== 0;
    return isReady && (token === undefined || label.trimEnd() === token);
  });
  const [slot, ...more] = slots;
  if (slot === undefined) throw failed(SERVICE, 'it has no such token');
  if (more.length > 0) throw failed(SERVICE, 'more than one token fits: name one');
  const session = module.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION);
  if (word !== undefined) {
    tolerate('CKR_USER_ALREADY_LOGGED_IN', () => module.C_Login(session, pkcs11js.CKU_USER, word));
  }
  const key = find(module, session, pkcs11js.CKO_PRIVATE_KEY, options);
  return { module, slot, session, key, keyType: keyTypeOf(module, session, key) };
}

function tolerate(word: string, run: () => void): void {
  try {
    run();
  } catch (error) {
    if (reason(error) !== word) throw error;
  }
}

/** The one object of a class with this label or id. */
function find(
  module: PKCS11,
  session: Handle,
  objectClass: number,
  { object, id }: Pkcs11KeyOptions,
): Handle {
  const template: Template = [
    { type: pkcs11js.CKA_CLASS, value: objectClass },
    ...(object === undefined ? [] : [{ type: pkcs11js.CKA_LABEL, value: object }]),
    ...(id === undefined ? [] : [{ type: pkcs11js.CKA_ID, value: Buffer.from(id) }]),
  ];
  module.C_FindObjectsInit(session, template);
  const found = module.C_FindObjects(session, 2);
  module.C_FindObjectsFinal(session);
  const [key] = found;
  const what = objectClass === pkcs11js.CKO_PRIVATE_KEY ? 'private' : 'public';
  if (key === undefined) throw failed(SERVICE, `the token has no such ${what} key`);
  if (found.length > 1) throw failed(SERVICE, `more than one ${what} key fits: name its id too`);
  return key;
}

function keyTypeOf(module: PKCS11, session: Handle, key: Handle): number {
  const type = module.C_GetAttributeValue(session, key, [{ type: pkcs11js.CKA_KEY_TYPE }]);
  // CK_ULONG, in the order of the machine: what is used has one byte.
  const value = type[0]?.value as Buffer;
  return Math.max(...value);
}

function mechanismFor(alg: SigningAlgorithm): { mechanism: Mechanism; forType: number } {
  if (alg === 'Ed25519') return { mechanism: { mechanism: CKM_EDDSA }, forType: CKK_EC_EDWARDS };
  if (alg.startsWith('ES')) {
    return { mechanism: { mechanism: pkcs11js.CKM_ECDSA }, forType: pkcs11js.CKK_EC };
  }
  const [hashAlg, mgf, saltLen] = {
    PS256: [pkcs11js.CKM_SHA256, pkcs11js.CKG_MGF1_SHA256, 32] as const,
    PS384: [pkcs11js.CKM_SHA384, pkcs11js.CKG_MGF1_SHA384, 48] as const,
    PS512: [pkcs11js.CKM_SHA512, pkcs11js.CKG_MGF1_SHA512, 64] as const,
  }[alg as 'PS256' | 'PS384' | 'PS512'];
  const parameter = { type: pkcs11js.CK_PARAMS_RSA_PSS, hashAlg, mgf, saltLen };
  return {
    mechanism: { mechanism: pkcs11js.CKM_RSA_PKCS_PSS, parameter },
    forType: pkcs11js.CKK_RSA,
  };
}

/** CKA_EC_PARAMS, the identifier of a curve in DER, and what JWK calls it. */
const CURVES: Readonly<Record<string, string>> = {
  '06082a8648ce3d030107': 'P-256',
  '06052b81040022': 'P-384',
  '06052b81040023': 'P-521',
};

function publicJwk(module: PKCS11, session: Handle, key: Handle) {
  const read = (type: number) => {
    const [attribute] = module.C_GetAttributeValue(session, key, [{ type }]);
    return attribute?.value as Buffer;
  };
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
  const type = keyTypeOf(module, session, key);
  if (type === pkcs11js.CKK_RSA) {
    const [n, e] = [read(pkcs11js.CKA_MODULUS), read(pkcs11js.CKA_PUBLIC_EXPONENT)];
    return { kty: 'RSA', n: text(n), e: text(e) };
  }
  const point = inOctetString(read(pkcs11js.CKA_EC_POINT));
  if (type === CKK_EC_EDWARDS) return { kty: 'OKP', crv: 'Ed25519', x: text(point) };
  const crv = CURVES[read(pkcs11js.CKA_EC_PARAMS).toString('hex')];
  const length = (point.length - 1) / 2;
  // An uncompressed point (SEC 1 2.3.3).
  if (crv === undefined || point[0] !== 4) throw failed(SERVICE, 'the key is on another curve');
  return {
    kty: 'EC',
    crv,
    x: text(point.subarray(1, 1 + length)),
    y: text(point.subarray(1 + length)),
  };
}

/** PKCS#11 2.40 wraps points in a DER OCTET STRING; some modules give them bare. */
function inOctetString(value: Buffer): Buffer {
  const head = (value[1] ?? 0) < 0x80 ? 2 : 3;
  const length = head === 2 ? value[1] : value[2];
  return value[0] === 0x04 && value.length === head + Number(length) ? value.subarray(head) : value;
}

/** Errors of modules are `CKR_…`, which names nothing of the token. */
function reason(error: unknown): string | undefined {
  const { message = '' } = error as Partial<Error>;
  return /^CKR_\w+$/.test(message) ? message : undefined;
}
