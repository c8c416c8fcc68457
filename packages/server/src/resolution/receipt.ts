import { z } from '@hono/zod-openapi';
import {
  type FoundRecord,
  type RegistryLog,
  type RegistryReader,
  verifyInclusion,
  verifyReceipt,
} from '@provenance/registry';

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Bytes = z.base64().max(100_000);

/** The standard's Receipt, with this registry's proof. */
export const ReceiptShape = z
  .strictObject({
    '@context': z.union([z.string(), z.record(z.string(), z.unknown())]),
    '@type': z.literal('org.c2pa.manifest-receipt'),
    repository: z.strictObject({ uri: z.string(), manifestId: z.string() }),
    anchor: z.looseObject({
      uri: z.string(),
      proof: z.looseObject({
        receipt: Bytes,
        logIndex: z.number().int().min(0),
        leafHash: Hash,
        path: z.array(Hash).max(64),
        treeSize: z.number().int().min(1),
        head: Bytes,
      }),
    }),
  })
  .openapi('Receipt');

/** Repaired: the published one is two closed objects at once, which nothing can be. */
export const VerifiedReceiptShape = ReceiptShape.extend({
  verified: z.boolean(),
  error: z.string().optional(),
}).openapi('VerifiedReceipt');

export type Receipt = z.infer<typeof ReceiptShape>;

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** @param base The address of this service, with `/v1`. */
export async function receiptOf(
  registry: RegistryReader,
  { record, receipt }: FoundRecord,
  base: string,
): Promise<Receipt | null> {
  const proof = await registry.prove(record.contentId);
  if (proof === null || record.manifest === null) return null;
  return {
    '@context': { receipt: 'urn:provenance:receipt:1' },
    '@type': 'org.c2pa.manifest-receipt',
    repository: { uri: base, manifestId: record.manifest.id },
    anchor: {
      uri: `${base}/trace/${record.contentId}`,
      proof: {
        receipt: base64(receipt),
        logIndex: proof.logIndex,
        leafHash: hex(proof.leafHash),
        path: proof.path.map(hex),
        treeSize: proof.treeSize,
        head: base64(proof.head),
      },
    },
  };
}

/** Why a receipt does not hold for a manifest; null: it does. By the certificates that the registry keeps. */
export async function receiptProblem(
  registry: RegistryReader & RegistryLog,
  found: FoundRecord,
  { repository, anchor: { proof } }: Receipt,
): Promise<string | null> {
  const { record, certificates } = found;
  if (repository.manifestId !== record.manifest?.id) return 'It is of another manifest.';
  const receipt = Buffer.from(proof.receipt, 'base64');
  try {
    const told = await verifyReceipt(receipt, certificates);
    if (!told.verified) return `Its signature does not hold (${told.reason}).`;
    if (told.record.manifest?.id !== record.manifest.id) return 'It is of another manifest.';
    const head = await registry.head(proof.treeSize);
    const inclusion = {
      logIndex: proof.logIndex,
      leafHash: Buffer.from(proof.leafHash, 'hex'),
      path: proof.path.map((each) => Buffer.from(each, 'hex')),
      treeSize: proof.treeSize,
      head: Buffer.from(proof.head, 'base64'),
    };
    const signers = [...new Set([certificates, ...(head ? [head.certificates] : [])])];
    const included = await verifyInclusion(inclusion, signers, { receipt });
    return included.verified ? null : `Its place in the log is not shown (${included.reason}).`;
  } catch {
    return 'It cannot be read.';
  }
}
