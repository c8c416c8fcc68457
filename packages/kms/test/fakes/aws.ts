// AWS KMS over AWS JSON 1.1, as far as signing goes: the target stands in a header, blobs are base64, and errors have
// their name in `__type`.
import { signBytes, signDigest } from '../digest.ts';
import { type FakeService, startFake } from './service.ts';

export const AWS_KEY = 'alias/signing';

export function startAws(key: string): Promise<FakeService> {
  return startFake(key, (service, request, body, response) => {
    const send = (status: number, value: unknown) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(value));
    };
    const refuse = (type: string, message: string) => send(400, { __type: type, message });
    const target = String(request.headers['x-amz-target']);
    service.asked.push(target);
    if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential=')) {
      return refuse('MissingAuthenticationTokenException', 'no signature of the request');
    }
    if (service.behaviour === 'refuses') {
      const who = 'arn:aws:iam::111122223333:user/somebody';
      return refuse('AccessDeniedException', `User: ${who} is not authorized to perform: kms:Sign`);
    }
    if (service.behaviour === 'garbage') return response.end('{"Signature":');
    if (service.behaviour === 'empty') return send(200, {});
    const asked = JSON.parse(body.toString());
    if (asked.KeyId !== AWS_KEY) {
      return refuse('NotFoundException', `Alias ${asked.KeyId} is not found.`);
    }
    if (target === 'TrentService.GetPublicKey') {
      const der = service.publicKey.export({ type: 'spki', format: 'der' });
      return send(200, { KeyId: AWS_KEY, PublicKey: der.toString('base64') });
    }
    if (target !== 'TrentService.Sign') return refuse('UnknownOperationException', target);
    const message = Buffer.from(asked.Message, 'base64');
    const [, family, bits] = /^(\w+?)_SHA_(\d+)$/.exec(asked.SigningAlgorithm) ?? [];
    const type = { ECDSA: 'ec', RSASSA_PSS: 'rsa', ED25519: 'ed25519' }[String(family)];
    if (type !== service.publicKey.asymmetricKeyType) {
      return refuse('InvalidKeyUsageException', 'the algorithm is not for the key');
    }
    if (type === 'ed25519') {
      if (asked.MessageType !== 'RAW' || message.length > 4096) {
        return refuse('ValidationException', 'MessageType');
      }
      const signature = signBytes(service.privateKey, message);
      return send(200, { KeyId: AWS_KEY, Signature: signature.toString('base64') });
    }
    if (asked.MessageType !== 'DIGEST' || message.length !== Number(bits) / 8) {
      return refuse('ValidationException', 'the digest has another length');
    }
    const signature = signDigest(service.privateKey, `sha${bits}`, message);
    send(200, { KeyId: AWS_KEY, Signature: signature.toString('base64') });
  });
}
