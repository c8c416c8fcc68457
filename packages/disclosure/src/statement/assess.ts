import { type Message, say } from '@provenance/messages';
import type { Answers, Bilingual, ItemId } from '../answers/answers.ts';
import { daysIn } from '../answers/day.ts';
import type { RecordCounts, SystemFacts } from '../facts/facts.ts';
import type { Figures, Measured } from '../figures/figures.ts';
import { GUARD_GROUPS, GUARD_TEXT_GROUPS, WATERMARK_GROUPS } from './groups.ts';

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
      /** What the system does that makes an answer untrue: then nothing can be stated. */
      readonly conflict?: Message;
    }
  | {
      readonly inUse: false;
      readonly why: Message;
      /** What the business says it does besides. */
      readonly besides?: Bilingual;
    };

interface Shown {
  readonly says: Message;
  readonly figure?: Measured;
  readonly command: string;
}

type Assess = (grounds: Grounds) => Assessment;

const off = (why: Message): Assessment => ({ inUse: false, why });

const DOCTOR = 'provenance doctor';
const REQUESTS = 'provenance request list --json';
const STATS = 'provenance registry stats --json';
/** Where it lies is nobody else's business. */
const CERTIFICATE = 'provenance keys show CERTIFICATE.pem';

function inMonths(count: number): Message {
  return count === 1 ? say('disclosure.months.one') : say('disclosure.months.many', { count });
}

function inDays(count: number): Message {
  return count === 1 ? say('disclosure.days.one') : say('disclosure.days.many', { count });
}

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
        { says: say('disclosure.credential.validity', { from, to }), command: CERTIFICATE },
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
      evidence: [{ says: say('disclosure.time-stamp.configured', { authority }), command: DOCTOR }],
      limits: [say('disclosure.time-stamp.limit')],
    };
  },

  watermark({ facts: { watermarkKeys: keys, markingKeys, registry }, figures }) {
    if (keys === 0) return off(say('disclosure.off.no-key'));
    if (markingKeys === 0) return off(say('disclosure.off.keys-out-of-use'));
    const counts = registry?.counts;
    if (counts !== undefined && counts.records > 0 && counts.watermarked === 0) {
      return off(say('disclosure.off.unused'));
    }
    const { watermark, small, negatives } = figures;
    const { pictures, all, attacks, groups } = watermark;
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
        figured(say('disclosure.watermark.survives', { ...all, pictures, attacks }), watermark),
        ...WATERMARK_GROUPS.map(([group, code]) =>
          figured(say(code, { ...groups[group] }), watermark),
        ),
        figured(
          say('disclosure.watermark.small', { exact: small.exact, trials: small.trials }),
          small,
        ),
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
    const { recordMode: policy, erased, counts } = registry;
    const { pictures, copies, trials, same, others, wrong } = likeness;
    const policies = {
      require: say('disclosure.record.mode.require'),
      queue: say('disclosure.record.mode.queue'),
      skip: say('disclosure.record.mode.skip'),
    };
    return {
      inUse: true,
      says: [say('disclosure.record.keeps'), policies[policy]],
      evidence: [
        counted(say('disclosure.record.counts', { records: counts.records }), counts),
        { says: say('disclosure.record.erased', { erased }), command: STATS },
        ...(watermarkKeys === 0
          ? []
          : [
              figured(
                say('disclosure.record.likeness', {
                  pictures,
                  copies,
                  trials,
                  same,
                  others,
                  wrong,
                }),
                likeness,
              ),
            ]),
      ],
      limits: [
        say('disclosure.record.limit'),
        say('disclosure.record.limit.signed'),
        ...(policy === 'require' ? [say('disclosure.limit.stream')] : []),
      ],
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
        ...(facts.signer === null ? [] : [say('disclosure.detector.standard')]),
      ],
      link: detector.url,
      evidence: [],
      limits: [
        ...(facts.watermarkKeys > 0 ? [say('disclosure.detector.limit.key')] : []),
        say('disclosure.detector.limit'),
      ],
    };
  },

  guard({ answers: { guard: answer }, facts: { guard }, figures }) {
    // An empty list protects nothing.
    const running = guard === null || guard.works === 0 ? null : guard;
    if (running === null) {
      const why = say(guard === null ? 'disclosure.off.no-guard' : 'disclosure.off.no-works');
      return { inUse: false, why, ...(answer && { besides: answer.measures }) };
    }
    const { action, works } = running;
    const checks = {
      block: say('disclosure.guard.checks.block'),
      flag: say('disclosure.guard.checks.flag'),
      log: say('disclosure.guard.checks.log'),
    };
    const { guard: measured, guardOthers: others, guardTexts: texts } = figures;
    const { pictures, files, plain, more, attacks, all, groups } = measured;
    return {
      inUse: true,
      says: [checks[action], ...(answer ? [say('disclosure.guard.answer.besides')] : [])],
      ...(answer && { answer: answer.measures }),
      evidence: [
        { says: say('disclosure.guard.works', { works }), command: 'provenance guard list' },
        figured(
          say('disclosure.guard.measured', { pictures, files, more, attacks, ...all }),
          measured,
        ),
        ...GUARD_GROUPS.map(([group, code]) => figured(say(code, { ...groups[group] }), measured)),
        figured(
          say('disclosure.guard.texts.measured', {
            texts: texts.texts,
            more: texts.more,
            attacks: texts.attacks,
            ...texts.all,
          }),
          texts,
        ),
        ...GUARD_TEXT_GROUPS.map(([group, code]) =>
          figured(say(code, { ...texts.groups[group] }), texts),
        ),
        figured(
          say('disclosure.guard.others', { count: others.count, taken: others.taken }),
          others,
        ),
        figured(
          say('disclosure.guard.texts.others', { count: texts.count, taken: texts.taken }),
          texts,
        ),
      ],
      limits: [
        say('disclosure.guard.limit'),
        say('disclosure.guard.limit.unseen'),
        say('disclosure.guard.limit.plain', { plain, offered: pictures + plain }),
        say('disclosure.guard.limit.texts'),
        ...(action === 'block' ? [say('disclosure.limit.stream')] : []),
        say('disclosure.guard.limit.law'),
      ],
    };
  },

  contact({ answers: { contacts, requests }, facts: { registry } }) {
    const reached = contacts.some((contact) => contact.for === 'rights-holders');
    if (!reached) return off(say('disclosure.off.no-answer', { field: 'contacts' }));
    if (requests === undefined) return off(say('disclosure.off.no-answer', { field: 'requests' }));
    const months = inMonths(requests.months);
    const says = [
      say('disclosure.contact.points'),
      say('disclosure.contact.records', { months }),
      say('disclosure.guard.answer'),
    ];
    if (registry === null) return { inUse: true, says, evidence: [], limits: [] };
    const { keepDays, fewestDays } = registry.requests;
    const promised = daysIn(requests.months);
    const isSooner = fewestDays !== null && fewestDays < promised;
    return {
      inUse: true,
      says,
      evidence: [
        {
          says: say('disclosure.contact.kept', { days: inDays(keepDays) }),
          command: REQUESTS,
        },
        ...(isSooner
          ? [
              {
                says: say('disclosure.contact.sooner', { days: inDays(fewestDays) }),
                command: REQUESTS,
              },
            ]
          : []),
      ],
      limits: [],
      ...(keepDays < promised && {
        conflict: say('disclosure.gap.requests', { months, days: inDays(keepDays), promised }),
      }),
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
        say('disclosure.traceability.checked'),
      ],
      evidence: [
        counted(say('disclosure.traceability.share', { records, named, models }), counts),
        ...(head === null
          ? []
          : [
              {
                says: say('disclosure.traceability.log', { entries, day: head.slice(0, 10) }),
                command: STATS,
              },
            ]),
        {
          says: kept,
          command: `provenance registry search --from ${counts.from} --to ${counts.to} --json`,
        },
      ],
      limits: [
        say('disclosure.traceability.limit'),
        say('disclosure.traceability.limit.likeness'),
        say('disclosure.traceability.limit.found'),
        say('disclosure.traceability.limit.log'),
      ],
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
      says: [say('disclosure.usage-log.kept', { months: inMonths(usageLog.months) })],
      answer: usageLog.what,
      evidence: [],
      limits: [say('disclosure.usage-log.limit')],
    };
  },
};
