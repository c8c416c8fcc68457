// Google Cloud KMS over REST, as far as signing goes.
import { signBytes, signDigest } from '../digest.ts';
import { type FakeService, startFake } from './service.ts';

export const GOOGLE_KEY =
  'projects/p/locations/europe-west3/keyRings/r/cryptoKeys/signing/cryptoKeyVersions/1';

export function startGoogle(key: string): Promise<FakeService> {
  return startFake(key, (service, request, body, response) => {
    const send = (status: number, value: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value));
    };
    const refuse = (code: number, status: string, message: string) =>
      send(code, { error: { code, message, status } });
    const [path = ''] = (request.url ?? '').split('?');
    service.asked.push(path.slice(path.lastIndexOf('/') + 1).replace(/^\d+:/, ''));
    if (!/^Bearer eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(request.headers.authorization ?? '')) {
      return refuse(401, 'UNAUTHENTICATED', 'no token');
    }
    if (service.behaviour === 'refuses') {
      return refuse(403, 'PERMISSION_DENIED', `denied on resource '${GOOGLE_KEY}'`);
    }
    if (service.behaviour === 'garbage') return response.end('{"signature":');
    if (service.behaviour === 'empty') return send(200, {});
    if (path === `/v1/${GOOGLE_KEY}/publicKey`) {
      return send(200, { pem: service.publicKey.export({ type: 'spki', format: 'pem' }) });
    }
    if (path !== `/v1/${GOOGLE_KEY}:asymmetricSign`) return refuse(404, 'NOT_FOUND', path);
    const asked = JSON.parse(body.toString());
    const isEd25519 = service.publicKey.asymmetricKeyType === 'ed25519';
    const [[hash, digest] = ['', '']] = Object.entries<string>(asked.digest ?? {});
    if (isEd25519 === (asked.data === undefined)) {
      return refuse(400, 'INVALID_ARGUMENT', 'digest or data');
    }
    const signature = isEd25519
      ? signBytes(service.privateKey, Buffer.from(asked.data, 'base64'))
      : signDigest(service.privateKey, hash, Buffer.from(digest, 'base64'));
    send(200, { name: GOOGLE_KEY, signature: signature.toString('base64') });
  });
}
