import { ERROR_CODES, type ErrorCode } from '@provenance/content';
import { type Entry, entries } from '../entries.ts';

/** Beside the English of `content`, which developers read in logs: a code without Japanese does not compile. */
const JAPANESE: Readonly<Record<ErrorCode, readonly [meaning: string, remedy: string]>> = {
  FILE_NOT_FOUND: ['ファイルがありません。', 'パスを確認してください。'],
  FILE_NOT_REGULAR: [
    'パスが指しているのはフォルダー、デバイス、またはパイプです。',
    '通常のファイルを指定してください。',
  ],
  FILE_PERMISSION: [
    'ファイルの読み取りまたは書き込みが許可されていません。',
    '権限を確認してください。',
  ],
  FILE_EXISTS: [
    '出力先のファイルがすでにあります。',
    '上書きを許可する（overwrite、--force）か、別の出力先を選んでください。',
  ],
  FILE_NO_SPACE: [
    'ディスクに空きがありません。',
    '空きを作ってからやり直してください。書きかけのファイルは残っていません。',
  ],
  FILE_IO: ['ファイルの読み取りまたは書き込みに失敗しました。', '原因の表示を確認してください。'],
  CONTENT_EMPTY: ['入力が空です。', 'ファイルの作成または転送の手順を確認してください。'],
  CONTENT_TOO_LARGE: [
    '入力のバイト数が上限を超えています。',
    '上限を引き上げてください（maxBytes、--max-bytes、または表示された設定）。',
  ],
  CONTENT_UNSUPPORTED: [
    '対応していない形式です。',
    '対応する形式の一覧は`provenance doctor`で確認できます。',
  ],
  CONTENT_NOT_BOUND: [
    'どのハッシュの対象にもならないデータが内容に含まれています。',
    '一般的なツールで書き直し、データを本来のボックスに収めてから署名してください。',
  ],
  TEXT_MALFORMED: ['文章の形式が正しくありません。', '文章を直してからやり直してください。'],
  CREDENTIAL_NOT_CARRIED: [
    'この文章にはクレデンシャルを入れる場所がありません。',
    'サイドカーファイルで署名してください（embed: false、`provenance sign --sidecar`）。',
  ],
  IMAGE_CORRUPT: ['画像を復号できません。', '入手元からファイルを取り直してください。'],
  IMAGE_TOO_LARGE: ['画像の画素数が上限を超えています。', 'maxPixelsを引き上げてください。'],
  IMAGE_TOO_MANY_FRAMES: [
    '画像のフレーム数が上限を超えています。',
    'maxFramesを引き上げてください。',
  ],
  IMAGE_TIMEOUT: [
    '画像の復号が制限時間内に終わりませんでした。',
    'timeoutSecondsを引き上げてください。',
  ],
  IMAGE_ENCODE: ['この形式では画像を書き出せません。', '制限については表示を確認してください。'],
  IMAGE_LIBRARY_MISSING: [
    '画像ライブラリーsharpを読み込めません。',
    'この環境で`npm install --include=optional sharp`を実行してください。原因の表示も確認してください。',
  ],
  WATERMARK_NOT_CARRIED: [
    '内容に電子透かしを入れられません。',
    '電子透かしなしで署名する（cannotCarry、--require-markなし）か、より大きな、または圧縮の弱い画像を使ってください。',
  ],
  ENGINE_MISSING: [
    'C2PAエンジンを読み込めません。',
    'どの環境でも動く@contentauth/c2pa-wasmをインストールしてください。原因の表示も確認してください。',
  ],
  ENGINE_NATIVE_MISSING: [
    'この形式の署名にはネイティブのC2PAエンジンが必要ですが、ここにはありません。',
    '@contentauth/c2pa-nodeをインストールするか、自分でビルドした、または確認したものをC2PA_LIBRARY_PATHで指定してください。docs/operator.mdを参照してください。',
  ],
  ENGINE_FAILED: ['C2PAエンジンが失敗しました。', 'できればファイルを添えて報告してください。'],
  CERTIFICATE_MALFORMED: [
    '証明書を解釈できません。',
    'PEM形式で、署名用の証明書、その発行者の順に指定してください。',
  ],
  CERTIFICATE_REFUSED: [
    'この署名用証明書はC2PAの検証で拒否されます。',
    '表示された規則を満たす証明書を認証局に求めてください。',
  ],
  DELEGATION_MALFORMED: [
    '記録用の鍵の証明（委任）が成り立ちません。',
    '入手元から取得し直すか、`provenance keys record`で新しく作成してください。',
  ],
  DELEGATION_EXPIRED: [
    '記録用の鍵は現在署名できません。鍵の期限、または署名者の証明書の期限が切れています。',
    '`provenance keys record`で新しい鍵を作成してください。',
  ],
  KEY_MALFORMED: [
    '秘密鍵を解釈できません。',
    '暗号化されていないPKCS#8鍵（PEM）、32バイトのEd25519シード、または鍵サービスの鍵への参照を指定してください。',
  ],
  KEY_MISMATCH: [
    '秘密鍵が署名用の証明書と対になっていません。',
    '一緒に作成した鍵と証明書を指定してください。',
  ],
  SIGNER_FAILED: ['署名器から使える署名が得られませんでした。', '鍵サービスを確認してください。'],
  TIMESTAMP_FAILED: [
    'タイムスタンプ局から使える応答が得られませんでした。',
    'アドレスを確認するか、タイムスタンプなしで署名してください。',
  ],
  MANIFEST_REFUSED: [
    'このマニフェストは検証を通りません。',
    '表示された規則に合わせて、来歴の記載（フィールドまたはオプション）を変更してください。',
  ],
  CREDENTIAL_PRESENT: [
    'このファイルにはクレデンシャルが付いており、このままでは失われます。',
    '元になったファイルを親として指定するか、クレデンシャルを破棄すると明示してください。',
  ],
  RESOURCE_NOT_FOUND: [
    'マニフェストにそのリソースはありません。',
    '一覧を確認してください（listResources、`provenance inspect`）。',
  ],
  TRUST_MALFORMED: [
    '信頼リストを解釈できません。',
    'アンカーはPEM形式の証明書、設定はOIDの一覧です。',
  ],
  TRUST_UNAVAILABLE: [
    '信頼リストを取得できません。',
    'アドレスとネットワークを確認するか、ファイルで指定してください。原因の表示も確認してください。',
  ],
  REGISTRY_MISSING: [
    'この場所にレジストリはありません。',
    '`provenance registry init`で作成するか、場所を訂正してください。',
  ],
  REGISTRY_UNAVAILABLE: [
    'レジストリに接続できません。',
    '動作していて利用できるかを確認してください。',
  ],
  REGISTRY_CORRUPT: [
    'レジストリの内容が矛盾しています。',
    'バックアップまたはエクスポートから復旧してください。`provenance log verify`が、読める範囲で問題を示します。',
  ],
  RECORD_EXISTS: [
    '別の内容がすでにこのコンテンツIDを使っています。',
    'コンテンツIDはmark()に選ばせるか、新しいものを指定してください。',
  ],
  RECORD_MALFORMED: [
    '来歴記録または受領証が正しくありません。',
    '表示されたフィールドを確認し、入手元から取り直してください。',
  ],
  RECORD_HELD: [
    '訴訟などのための保全が指定されているため、消去できません。',
    '`provenance registry holds`で確認できます。解除する権限のある人が`provenance registry release`で解除してください。',
  ],
  EVENT_MALFORMED: [
    'ログのイベントが正しくありません。',
    '表示された点を直すか、入手元から取り直してください。',
  ],
  GUARD_BLOCKED: [
    'コンテンツが保護対象の作品に似ているため、出力しません。',
    '別のものを生成してください。誰の作品かは`provenance guard list`で確認でき、`provenance guard remove`でリストから外せます。',
  ],
  GUARD_TOO_PLAIN: [
    '作品に、見分けられる特徴が足りません。',
    'もっと内容のある画像、または数百文字以上のテキストを指定してください。',
  ],
  WORKER_FAILED: [
    '処理用のプロセスが処理中に終了しました。',
    'ほかの呼び出しに影響はありません。同じファイルで繰り返す場合はお知らせください。',
  ],
  WORKER_NOT_STARTED: [
    '処理用のプロセスを起動できません。',
    '原因を確認してください。バンドルに処理用のファイルが含まれていないか、コンピューターに空きがありません。',
  ],
  WORKER_TIMEOUT: [
    '処理が制限時間を超えたため、処理用のプロセスを終了しました。',
    'deadlineSeconds を大きくするか、より小さいファイルを指定してください。',
  ],
  WORKER_MEMORY: [
    '処理がメモリの上限を超えたため、処理用のプロセスを終了しました。',
    'memoryMegabytes を大きくするか、より小さいファイルを指定してください。',
  ],
  WORKER_OVERLOADED: [
    'すべての処理用プロセスが使用中で、待機中の呼び出しも上限に達しています。',
    '時間をおいてもう一度試してください。コンピューターに余裕があれば workers または queue を増やしてください。',
  ],
  WORKER_CLOSED: [
    '検証または付与の処理はすでに終了（close）されています。',
    '新しく作成するか、最後の呼び出しの後に終了してください。',
  ],
  JOB_MALFORMED: [
    'キューのジョブが正しくありません。',
    'データベースに書き込んでいるのが誰かを確かめ、追加側と作業側を同じ版にしてください。',
  ],
  ADDRESS_REFUSED: [
    'このアドレスからファイルを取得できないか、このアドレスにファイルを送れません。',
    'アドレスが正しく、まだ有効かを確認してください。新しいアドレスでジョブをもう一度追加し、`provenance queue retry`で戻してください。',
  ],
  ADDRESS_UNAVAILABLE: [
    'アドレスに接続できないか、サーバーが応答しません。',
    '時間をおいてもう一度試してください。原因の表示を確認してください。',
  ],
  CONFIG_INVALID: ['設定が正しくありません。', '表示されたフィールドを訂正してください。'],
  STATEMENT_MALFORMED: [
    'statement.jsonが、このソフトウェアの開示文書ではありません。',
    '公開したものから取り戻すと、変更履歴を引き継げます。別の場所に移すと、次の開示文書は第1版になります。',
  ],
  UNEXPECTED_ERROR: ['想定外の問題が起きました。', 'できればファイルを添えて報告してください。'],
};

type OfErrors<Prefix extends string> = { readonly [Code in `${Prefix}.${ErrorCode}`]: Entry };

function ofErrors<Prefix extends string>(prefix: Prefix, part: 0 | 1): OfErrors<Prefix> {
  const codes = Object.keys(ERROR_CODES) as ErrorCode[];
  const of = (code: ErrorCode): Entry => ({
    en: ERROR_CODES[code][part],
    ja: JAPANESE[code][part],
  });
  return Object.fromEntries(
    codes.map((code) => [`${prefix}.${code}`, of(code)]),
  ) as OfErrors<Prefix>;
}

/** What an error code means, and what to do about it; each a sentence. */
export const ERROR = {
  ...ofErrors('error', 0),
  ...ofErrors('remedy', 1),
  ...entries({
    'error.in-detail': {
      en: 'In detail: {detail:text}.',
      ja: '詳細（英語）：{detail:text}。',
    },
  }),
};
