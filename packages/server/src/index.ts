export { createApp } from './app.ts';
export { type Binding, type Deposit, type Deposits, depositFolder } from './deposit/deposits.ts';
export type { ResolutionOptions } from './deposit/options.ts';
export { jsonLogger, type Logger, type RequestLog } from './http/log.ts';
export type { RateStore } from './http/rate.ts';
export type {
  App,
  Env,
  RequestOptions,
  Service,
  ServiceLimits,
  ServiceOptions,
} from './http/service.ts';
export { type Listening, type ListenOptions, listen } from './listen.ts';
export { openShared, type Shared, type SharedOptions } from './shared/postgres.ts';
export { type TokenStore, tokenFile, tokenList } from './token/store.ts';
export { type KeptToken, newToken, SCOPES, type Scope } from './token/token.ts';
