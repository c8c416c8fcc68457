import { type Message, say } from '@provenance/messages';
import type { RecordOutcome } from '@provenance/sdk';

/** What became of the record, as a clause beside what became of the file. */
export function outcomeSays(outcome: RecordOutcome): Message {
  switch (outcome.status) {
    case 'written':
      return say('fact.recorded', { index: outcome.logIndex });
    case 'queued':
      return say('fact.queued');
    case 'skipped':
      return say('fact.not-recorded', { why: outcome.reason.code });
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

/** The model of a record, as a clause. */
export function modelSays(model: { name: string; version: string | null } | null): Message {
  if (model === null) return say('registry.report.no-model');
  const { name, version } = model;
  return version === null
    ? say('registry.report.model', { name })
    : say('registry.report.version', { name, version });
}
