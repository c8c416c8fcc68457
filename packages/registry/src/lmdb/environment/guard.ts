import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ProvenanceError } from '@provenance/content';
import { coded } from './failure.ts';
import { GUARD, hasGuard, shareGuard } from './file.ts';
import { loadNative, type NativeEnvironment, openNative } from './native.ts';

/** `beginTxn`: may be ended without a commit. */
const ABORTABLE = 1;

/** Attempts to open it, 1 to 20 ms apart: about ten seconds. */
const MOST_ATTEMPTS = 1000;

/**
 * Lets one process at a time open, close and write a folder: the write mutex of a second LMDB environment
 * in it, through which nothing is ever written. The kernel frees it when its owner dies.
 *
 * Why: whoever opens an environment, to read as well, stores the number of the newest transaction that it
 * has *read* into the memory which all share (mdb.c of lmdb 3.5.6, `mdb_env_open2`: `mti_txnid =
 * meta.mm_txnid`, with no lock held). Where a commit ends between the two, it is forgotten, and the next
 * writer writes over what was acknowledged. LMDB mended this in 2021 (ITS#9496); lmdb's fork has not. And
 * the last one to close destroys the mutexes while another, that is just opening, waits for them: it can
 * neither work nor be closed. With this both have to wait for each other. Refused: to look after a commit
 * whether it is still the newest (the number may be set back at any later time); lock files (nobody frees
 * one of a killed owner); a patched lmdb (its binaries for eight platforms would be ours to publish).
 *
 * What can go wrong with it:
 * - Its owner is killed: the next one has it at once, and LMDB goes on from the last whole commit.
 * - Its owner is killed while it opens or closes the folder: the kernel frees the guard before the file locks, so
 *   the next one has to wait for those as well (`openShared` in environment.ts).
 * - Its owner is stopped (SIGSTOP, Ctrl-Z, a debugger, a frozen container) in the milliseconds in which it
 *   has it: the others wait in the calling thread until it goes on or is killed, with no limit and no
 *   error, as they always did for LMDB's own write mutex. There is no call with a limit: lmdb has none.
 * - It opens while the last other one closes: its mutex may be destroyed already. Then it is closed and
 *   opened again, until nobody has the old one any more; if one that has is stopped, for ten seconds, and
 *   then it is REGISTRY_UNAVAILABLE.
 * - A process that dies between opening this and the environment leaves nothing behind but the files.
 * - A process that ends without closing is closed at its exit (environment.ts), with this.
 * - No room, no permission, another file in its place: found by `checkFolder` before, as lmdb may end the
 *   process where opening fails.
 * - A file system without shared memory or record locks: opening fails, of this as of any environment. One
 *   over a network: the mutex is of one machine, and two machines would not wait for each other. Neither is
 *   to be seen from here; such folders are for PostgreSQL.
 * - Its files are taken away while it is open, or opened and closed by something else in this process
 *   (which drops the locks of the process): then two may have it. The same is true of lock.mdb.
 */
export class Guard {
  readonly #environment: NativeEnvironment;
  #closed = false;

  private constructor(environment: NativeEnvironment) {
    this.#environment = environment;
  }

  /**
   * Opens it, and makes it where it is not. After `checkFolder`, and once at a time in a process.
   *
   * @throws ProvenanceError REGISTRY_UNAVAILABLE where another process is in the way all the time.
   */
  static async open(folder: string): Promise<Guard> {
    const native = await loadNative();
    const path = join(folder, GUARD);
    const isNew = !(await hasGuard(folder));
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      // Not by `open` of lmdb: what that has opened and then fails to use can never be closed.
      const guard = new Guard(coded(() => openNative(native, path, { noSubdir: true })));
      if (guard.#begin()) {
        guard.#environment.abortTxn();
        if (isNew) await shareGuard(folder);
        return guard;
      }
      guard.close();
      await setTimeout(1 + 19 * Math.random());
    }
    throw new ProvenanceError(
      'REGISTRY_UNAVAILABLE',
      'A process that opens or closes the registry has stopped: let it go on, or end it.',
    );
  }

  /**
   * Runs `call` while no other process runs one. There must be none in it.
   *
   * @throws ProvenanceError REGISTRY_UNAVAILABLE where it is closed, or was taken away.
   */
  run<T>(call: () => T): T {
    if (this.#closed) {
      throw new ProvenanceError('REGISTRY_UNAVAILABLE', 'The registry was closed.');
    }
    if (!this.#begin()) {
      throw new ProvenanceError(
        'REGISTRY_UNAVAILABLE',
        'The guard of the registry was taken away: open it anew.',
      );
    }
    try {
      return call();
    } finally {
      this.#environment.abortTxn();
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#environment.close();
  }

  /** False: it could not be had, which lmdb itself does not tell, and nothing is left of the attempt. */
  #begin(): boolean {
    this.#environment.beginTxn(ABORTABLE);
    if (this.#environment.getWriteTxnId() > 0) return true;
    this.#environment.abortTxn();
    return false;
  }
}
