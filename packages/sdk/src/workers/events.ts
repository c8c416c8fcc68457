import { channel } from 'node:diagnostics_channel';

/** A worker process was started, or has ended. */
export interface WorkerEvent {
  readonly 'process.pid': number;
  /** Of one that ended: the signal, or what its exit code says; absent where it was not needed any more. */
  readonly 'error.type'?: string;
}

/** A call has ended; names as OpenTelemetry writes them, times in seconds. Nothing of the content is in it. */
export interface OperationEvent {
  readonly 'provenance.operation.name': string;
  readonly 'provenance.operation.duration': number;
  /** Of that, waiting for a worker. */
  readonly 'provenance.operation.wait': number;
  /** The code or class of its error; absent where there was none. */
  readonly 'error.type'?: string;
}

/** Names of the `diagnostics_channel`s that workers publish on. */
export const WORKER_CHANNELS = {
  /** A {@link WorkerEvent}. */
  start: 'provenance.worker.start',
  /** A {@link WorkerEvent}. */
  end: 'provenance.worker.end',
  /** An {@link OperationEvent}. */
  operation: 'provenance.operation',
} as const;

const started = channel(WORKER_CHANNELS.start);
const ended = channel(WORKER_CHANNELS.end);
const operation = channel(WORKER_CHANNELS.operation);

export const publishStart = (event: WorkerEvent): void => started.publish(event);
export const publishEnd = (event: WorkerEvent): void => ended.publish(event);
export const publishOperation = (event: OperationEvent): void => operation.publish(event);
