// Azure Key Vault over REST, as far as signing goes: a first request without a token is told where to get one; ECDSA
// signatures are r||s, in base64url. Over TLS, as the library sends no token otherwise.
import { spawnSync } from 'node:child_process';
import { pairOf, signDigest } from '../digest.ts';
import { type Answer, type FakeService, startFake } from './service.ts';

const PATH = '/keys/signing/0123456789abcdef0123456789abcdef';

export const azureId = ({ url }: FakeService) => `${url}${PATH}`;

/** Who answers for 127.0.0.1: a certificate that is its own issuer. */
export const TLS = (() => {
  const name = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-keyout', '-'];
  const args = ['req', '-x509', '-days', '1', ...key, ...name];
  const { stdout, stderr, status } = spawnSync('openssl', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const part = (label: string) =>
    new RegExp(`-----BEGIN ${label}[^]*?END ${label}-----`).exec(stdout)?.[0] as string;
  return { key: part('PRIVATE KEY'), cert: part('CERTIFICATE') };
})();

export function startAzure(key: string): Promise<FakeService> {
  const answer: Answer = (service, request, body, response) => {
    const send = (status: number, value: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    const refuse = (status: number, code: string, message: string) =>
      send(status, { error: { code, message } });
    if (request.headers.authorization !== 'Bearer token-of-a-test') {
      const challenge =
        'Bearer authorization="https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000", resource="https://vault.azure.net"';
      response.setHeader('www-authenticate', challenge);
      return refuse(401, 'Unauthorized', 'no token');
    }
    const [path = ''] = (request.url ?? '').split('?');
    service.asked.push(path.startsWith(PATH) ? path.slice(PATH.length) || '/' : path);
    if (service.behaviour === 'refuses') {
      return refuse(403, 'Forbidden', `The user does not have keys sign permission on ${PATH}`);
    }
    if (service.behaviour === 'garbage') return response.end('{"value":');
    if (service.behaviour === 'empty') return send(200, {});
    const jwk = service.publicKey.export({ format: 'jwk' });
    const kid = azureId(service);
    if (path === PATH) {
      return send(200, {
        key: { ...jwk, kid, kty: `${jwk.kty}-HSM` },
        attributes: { enabled: true },
      });
    }
    if (path !== `${PATH}/sign`) return refuse(404, 'KeyNotFound', `${path} was not found`);
    const { alg, value } = JSON.parse(body.toString());
    if (alg.startsWith('ES') !== (jwk.kty === 'EC')) return refuse(400, 'BadParameter', alg);
    const signature = signDigest(
      service.privateKey,
      `sha${alg.slice(2)}`,
      Buffer.from(value, 'base64url'),
    );
    const made = alg.startsWith('ES') ? pairOf(signature, alg) : signature;
    send(200, { kid, value: made.toString('base64url') });
  };
  return startFake(key, answer, TLS);
}
