import { type Message, type RenderOptions, render } from '@provenance/messages';
import type { Evidence } from '../evidence/evidence.ts';
import type { Verdict } from '../judge/verdict.ts';
import type { ReportedEvidence, Said, Summary, VerdictReport } from './report.ts';
import type { SummaryLines } from './summary.ts';

/** The one place where what the judge and the readers say becomes sentences. */
export class Words {
  readonly #options: RenderOptions;

  constructor(options: RenderOptions) {
    this.#options = options;
  }

  verdict(verdict: Verdict): VerdictReport {
    return {
      ...verdict,
      conflicts: verdict.conflicts.map((conflict) => this.said(conflict)),
      sentence: render(verdict.says, this.#options),
    };
  }

  evidence(evidence: readonly Evidence[]): ReportedEvidence[] {
    return evidence.map((entry) => {
      const statement = render(entry.says, this.#options);
      return 'evidence' in entry
        ? { ...entry, statement, evidence: this.evidence(entry.evidence) }
        : { ...entry, statement };
    });
  }

  summary({ status, ...lines }: SummaryLines): Summary {
    const line = (says: readonly Message[]) => ({ says, sentence: render(says, this.#options) });
    return {
      status,
      label: this.said(lines.label),
      what: line(lines.what),
      who: line(lines.who),
      but: line(lines.but),
      next: line(lines.next),
    };
  }

  said(message: Message): Said {
    return { ...message, sentence: render(message, this.#options) };
  }
}
