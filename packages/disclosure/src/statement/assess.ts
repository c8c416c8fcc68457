import { type Message, say } from '@provenance/messages';
import type { Answers, Bilingual, ItemId } from '../answers/answers.ts';
import type { RecordCounts, SystemFacts } from '../facts/facts.ts';
import type { Figures, Measured } from '../figures/figures.ts';

/** All that a statement is made from. */
export interface Grounds {
  readonly answers: Answers;
  readonly facts: SystemFacts;
  readonly figures: Figures;
}

/** What a measure comes to: in use, with what shows it, or not, and why that is known. */
export type Assessment =
  | {
      readonly inUse: true;
      readonly says: readonly Message[];
      readonly answer?: Bilingual;
      readonly link?: string;
      /** What was measured has a date; what was read is of the day the statement is made. */
      readonly evidence: readonly Shown[];
      readonly limits: readonly Message[];
    }
  | { readonly inUse: false; readonly why: Message };

interface Shown {
  readonly says: Message;
  readonly figure?: Measured;
  readonly command: string;
}

type Assess = (grounds: Grounds) => Assessment;

const off = (why: Message): Assessment => ({ inUse: false, why });

const DOCTOR = 'provenance doctor';

function counted(says: Message, { from, to }: RecordCounts): Shown {
  return { says, command: `provenance registry report --from ${from} --to ${to}` };
}

function figured(says: Message, figure: Measured): Shown {
  return { says, figure, command: figure.command };
}

/** How each item is judged. One that rests on configuration alone is not in use where the registry shows that nothing has it. */
export const ASSESS: Readonly<Record<ItemId, Assess>> = {
  credential({ facts: { signer, registry, today }, figures: { fuzz } }) {
    if (signer === null) return off(say('disclosure.off.no-signer'));
    const { from, to, organization, algorithm, development } = signer;
    if (today < from || today > to) return off(say('disclosure.off.certificate'));
    const counts = registry?.counts;
    if (counts !== undefined && counts.records > 0 && counts.signed === 0) {
      return off(say('disclosure.off.unused'));
    }
    return {
      inUse: true,
      says: [say('disclosure.credential.signs', { organization: organization ?? '-', algorithm })],
      evidence: [
        { says: say('disclosure.credential.validity', { from, to }), command: DOCTOR },
        ...(counts === undefined
          ? []
          : [
              counted(
                say('disclosure.credential.share', {
                  records: counts.records,
                  signed: counts.signed,
                }),
                counts,
              ),
            ]),
        figured(say('disclosure.credential.fuzz', { made: fuzz.made, wrong: fuzz.wrong }), fuzz),
      ],
      limits: [
        say('disclosure.credential.limit.strips'),
        say('disclosure.credential.limit.says'),
        ...(development ? [say('disclosure.credential.limit.development')] : []),
      ],
    };
  },

  'time-stamp'({ facts: { signer } }) {
    if (signer === null) return off(say('disclosure.off.no-signer'));
    if (signer.timeStamps === null) return off(say('disclosure.off.no-time-stamp'));
    const authority = signer.timeStamps;
    return {
      inUse: true,
      says: [say('disclosure.time-stamp.asks', { authority })],
      evidence: [{ says: say('disclosure.fact'), command: DOCTOR }],
      limits: [say('disclosure.time-stamp.limit')],
    };
  },

  watermark({ facts: { watermarkKeys: keys, registry }, figures: { watermark, negatives } }) {
    if (keys === 0) return off(say('disclosure.off.no-key'));
    const counts = registry?.counts;
    if (counts !== undefined && counts.records > 0 && counts.watermarked === 0) {
      return off(say('disclosure.off.unused'));
    }
    const { all, attacks, codecs, crops, rotations, geometry, pipelines } = watermark;
    return {
      inUse: true,
      says: [say('disclosure.watermark.embeds', { keys })],
      evidence: [
        ...(counts === undefined
          ? []
          : [
              counted(
                say('disclosure.watermark.share', {
                  records: counts.records,
                  marked: counts.watermarked,
                }),
                counts,
              ),
            ]),
        figured(say('disclosure.watermark.survives', { ...all, attacks }), watermark),
        figured(say('disclosure.watermark.group.codecs', { ...codecs }), watermark),
        figured(say('disclosure.watermark.group.crops', { ...crops }), watermark),
        figured(say('disclosure.watermark.group.rotations', { ...rotations }), watermark),
        figured(say('disclosure.watermark.group.geometry', { ...geometry }), watermark),
        figured(say('disclosure.watermark.group.pipelines', { ...pipelines }), watermark),
        figured(
          say('disclosure.watermark.negatives', { count: negatives.count, hits: negatives.hits }),
          negatives,
        ),
      ],
      limits: [say('disclosure.watermark.limit.removed'), say('disclosure.watermark.limit.small')],
    };
  },

  'text-watermark'({ facts: { textProfile }, figures: { textPower } }) {
    if (textProfile === null) return off(say('disclosure.off.no-profile'));
    const { length, found, trials } = textPower;
    return {
      inUse: true,
      says: [say('disclosure.text-watermark.marks', { scheme: textProfile.scheme })],
      evidence: [
        figured(say('disclosure.text-watermark.power', { length, found, trials }), textPower),
      ],
      limits: [say('disclosure.text-watermark.limit')],
    };
  },

  record({ facts: { registry, watermarkKeys }, figures: { likeness } }) {
    if (registry === null) return off(say('disclosure.off.no-registry'));
    const { backend, policy, erased, counts } = registry;
    const { trials, same, others, wrong } = likeness;
    const policies = {
      require: say('disclosure.record.policy.require'),
      queue: say('disclosure.record.policy.queue'),
      skip: say('disclosure.record.policy.skip'),
    };
    return {
      inUse: true,
      says: [say('disclosure.record.keeps', { backend }), policies[policy]],
      evidence: [
        counted(say('disclosure.record.counts', { records: counts.records, erased }), counts),
        ...(watermarkKeys === 0
          ? []
          : [
              figured(say('disclosure.record.likeness', { trials, same, others, wrong }), likeness),
            ]),
      ],
      limits: [say('disclosure.record.limit')],
    };
  },

  detector({ answers: { detector }, facts }) {
    if (detector === undefined) return off(say('disclosure.off.no-detector'));
    if (facts.detector === 'silent') return off(say('disclosure.off.detector-silent'));
    const asked =
      facts.detector === 'reached'
        ? say('disclosure.detector.reached')
        : say('disclosure.detector.not-asked');
    return {
      inUse: true,
      says: [
        detector.access === 'public'
          ? say('disclosure.detector.public')
          : say('disclosure.detector.token'),
        asked,
        say('disclosure.detector.standard'),
      ],
      link: detector.url,
      evidence: [],
      limits: [
        ...(facts.watermarkKeys > 0 ? [say('disclosure.detector.limit.key')] : []),
        say('disclosure.detector.limit'),
      ],
    };
  },

  guard({ answers: { guard }, facts: { guard: running } }) {
    if (guard === undefined && running === null) {
      return off(say('disclosure.off.no-answer', { field: 'guard' }));
    }
    const checks = {
      block: say('disclosure.guard.checks.block'),
      flag: say('disclosure.guard.checks.flag'),
      log: say('disclosure.guard.checks.log'),
    };
    return {
      inUse: true,
      says: [
        ...(running === null ? [] : [checks[running.action]]),
        ...(guard === undefined ? [] : [say('disclosure.guard.answer')]),
      ],
      ...(guard !== undefined && { answer: guard.measures }),
      evidence:
        running === null
          ? []
          : [
              {
                says: say('disclosure.guard.works', { works: running.works }),
                command: 'provenance guard list',
              },
            ],
      limits: running === null ? [] : [say('disclosure.guard.limit')],
    };
  },

  contact({ answers: { contacts, requests } }) {
    const reached = contacts.some((contact) => contact.for === 'rights-holders');
    if (!reached) return off(say('disclosure.off.no-answer', { field: 'contacts' }));
    if (requests === undefined) return off(say('disclosure.off.no-answer', { field: 'requests' }));
    return {
      inUse: true,
      says: [
        say('disclosure.contact.points'),
        say('disclosure.contact.records', { months: requests.months }),
        say('disclosure.guard.answer'),
      ],
      evidence: [],
      limits: [],
    };
  },

  traceability({ facts: { registry, watermarkKeys } }) {
    if (registry === null) return off(say('disclosure.off.no-registry'));
    const { counts, entries, head } = registry;
    const { records, named, models, bounded, first, last } = counts;
    if (records > 0 && named === 0) return off(say('disclosure.off.no-models'));
    const kept =
      first === null || last === null
        ? say('disclosure.traceability.kept.open')
        : say('disclosure.traceability.kept', { bounded, first, last, open: records - bounded });
    return {
      inUse: true,
      says: [
        watermarkKeys > 0
          ? say('disclosure.traceability.trace')
          : say('disclosure.traceability.trace.unmarked'),
      ],
      evidence: [
        counted(say('disclosure.traceability.share', { records, named, models }), counts),
        ...(head === null
          ? []
          : [
              {
                says: say('disclosure.traceability.log', { entries, time: head }),
                command: 'provenance log verify',
              },
            ]),
        {
          says: kept,
          command: `provenance registry search --from ${counts.from} --to ${counts.to} --json`,
        },
      ],
      limits: [say('disclosure.traceability.limit')],
    };
  },

  responsibility({ answers: { responsible } }) {
    if (responsible === undefined) {
      return off(say('disclosure.off.no-answer', { field: 'responsible' }));
    }
    return {
      inUse: true,
      says: [say('disclosure.responsibility.by')],
      answer: responsible,
      evidence: [],
      limits: [],
    };
  },

  'usage-log'({ answers: { usageLog } }) {
    if (usageLog === undefined) return off(say('disclosure.off.no-answer', { field: 'usageLog' }));
    return {
      inUse: true,
      says: [say('disclosure.usage-log.kept', { months: usageLog.months })],
      answer: usageLog.what,
      evidence: [],
      limits: [say('disclosure.usage-log.limit')],
    };
  },
};
