export type {
  CertificatesOutput1,
  DetectOutput1,
  DetectTextOutput1,
  DiscloseOutput1,
  DoctorOutput1,
  EmbedOutput1,
  InspectOutput1,
  KeysOutput1,
  LogOutput1,
  MarkOutput1,
  ProvenanceOutput,
  QueueOutput1,
  ReceiptCheckOutput1,
  RegistryOutput1,
  RequestOutput1,
  SignOutput1,
  TokenOutput1,
  TraceOutput1,
  TrustFolderOutput1,
  TrustOutput1,
  VerifyOutput2,
  WorkerOutput1,
} from './json-output.ts';
export { run } from './main.ts';
export { EXIT_CODES, type ExitCode } from './terminal/exit-code.ts';
export type { Io, ProcessIo, Sink } from './terminal/io.ts';
