import type { WorkerLoad } from '@provenance/sdk';
import type { RequestLog } from './log.ts';

/** Upper bounds in seconds. */
const BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

interface Histogram {
  readonly counts: number[];
  count: number;
  sum: number;
}

/** What Prometheus reads (text format 0.0.4). Labels are routes and codes, never what a client chose. */
export class Metrics {
  readonly #requests = new Map<string, number>();
  readonly #seconds = new Map<string, Histogram>();
  inFlight = 0;

  request({ method, route, status, milliseconds }: RequestLog): void {
    const labels = `method="${method}",route="${route}"`;
    const key = `${labels},status="${status}"`;
    this.#requests.set(key, (this.#requests.get(key) ?? 0) + 1);
    const seconds = milliseconds / 1000;
    const known = this.#seconds.get(labels) ?? { counts: BUCKETS.map(() => 0), count: 0, sum: 0 };
    BUCKETS.forEach((bound, i) => {
      if (seconds <= bound) known.counts[i] = (known.counts[i] ?? 0) + 1;
    });
    known.count++;
    known.sum += seconds;
    this.#seconds.set(labels, known);
  }

  text(loads: Readonly<Record<string, WorkerLoad>>, bodyBytes: number): string {
    const lines = ['# TYPE provenance_http_requests_total counter'];
    for (const [labels, count] of this.#requests) {
      lines.push(`provenance_http_requests_total{${labels}} ${count}`);
    }
    lines.push('# TYPE provenance_http_request_duration_seconds histogram');
    for (const [labels, { counts, count, sum }] of this.#seconds) {
      const name = 'provenance_http_request_duration_seconds';
      BUCKETS.forEach((bound, i) => {
        lines.push(`${name}_bucket{${labels},le="${bound}"} ${counts[i]}`);
      });
      lines.push(`${name}_bucket{${labels},le="+Inf"} ${count}`);
      lines.push(`${name}_sum{${labels}} ${sum}`, `${name}_count{${labels}} ${count}`);
    }
    for (const state of ['workers', 'running', 'waiting'] as const) {
      lines.push(`# TYPE provenance_workers_${state} gauge`);
      for (const [pool, load] of Object.entries(loads)) {
        lines.push(`provenance_workers_${state}{pool="${pool}"} ${load[state]}`);
      }
    }
    lines.push('# TYPE provenance_http_in_flight gauge');
    lines.push(`provenance_http_in_flight ${this.inFlight}`);
    lines.push('# TYPE provenance_body_bytes gauge', `provenance_body_bytes ${bodyBytes}`);
    lines.push('# TYPE process_resident_memory_bytes gauge');
    lines.push(`process_resident_memory_bytes ${process.memoryUsage.rss()}`);
    return `${lines.join('\n')}\n`;
  }
}
