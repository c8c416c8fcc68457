import type { RecordOutcome } from '@provenance/sdk';

/** What became of the record, as the end of a sentence on what became of the file. */
export function outcomeText(outcome: RecordOutcome): string {
  switch (outcome.status) {
    case 'written':
      return `; on record as entry ${outcome.logIndex}`;
    case 'queued':
      return '; its record waits in the outbox';
    case 'skipped':
      return `; NOT recorded (${outcome.reason.code}), so nothing of it can be recovered`;
  }
}

/** The same for JSON; of a text the content id is nowhere else. */
export function recordLine(outcome: RecordOutcome) {
  const { status, contentId } = outcome;
  switch (status) {
    case 'written': {
      const { logIndex, receipt } = outcome;
      return { status, contentId, logIndex, receipt: Buffer.from(receipt).toString('base64') };
    }
    case 'queued':
      return { status, contentId };
    case 'skipped':
      return { status, contentId, reason: outcome.reason.code };
  }
}
