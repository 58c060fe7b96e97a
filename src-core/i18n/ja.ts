import type { en } from './en.ts';

/** Plural forms are English's own; Japanese has one form for any number. */
type JapaneseKey = Exclude<keyof typeof en, `${string}_one`>;

/** 日本語。キーは en.ts と同じ（複数形は _other のみ）。 */
export const ja = {
  'state.ringing': '着信中',
  'state.answered': '通話中',
  'state.onHold': '保留中',
  'state.missed': '不在着信',
  'state.rejected': '拒否',
  'state.answered-elsewhere': '{{name}} さんが応答',
  'state.answered-elsewhere-unknown': 'ほかの担当者が応答',
  'state.ended': '通話終了',
  'state.late': '遅れて届いた着信',

  'caller.person': '{{name}} 様',
  'caller.unknown': '不明',
  'caller.withheld': '非通知',
  'caller.extension': '内線 {{extension}}',
  'caller.several_other': '{{count}} 件の候補',
  'caller.shared': '複数の方がこの番号を使っています',

  'line.pstn_off_net': '外線 (PSTN)',
  'line.pstn_on_net': '外線 (PSTN・網内)',
  'line.voip': 'VoIP',
  'line.voip-internal': '内線 VoIP',
  'line.contact_center': 'コンタクトセンター',
  'line.byop': '外線（持ち込み回線）',
  'line.raw': 'Zoom の接続種別: {{raw}}',
  'line.via': '{{name}} 経由',
  'line.transferred': '{{name}} さんから転送',
  'line.dialled': '着信番号 {{number}}',

  'missed.again_other': 'この番号から本日 {{count}} 件の不在着信',
  'missed.againWithheld_other': '非通知から本日 {{count}} 件の不在着信',

  'crm.searching': '連絡先を検索中…',
  'crm.none': 'この番号の連絡先はありません',
  'crm.skipped': 'この着信では連絡先を検索しません',
  'crm.error': '連絡先を検索できませんでした: {{reason}}',
  'crm.owner': '担当',
  'crm.ownerLine': '担当 {{owner}}',
  'crm.asOf': '{{time}} 現在',
  'crm.source': '連絡先',
  'crm.more_other': 'ほか {{count}} 件',
  'grade.exact': '{{field}}が完全一致',
  'grade.national': '{{field}}が国内番号で一致（国番号の登録なし）',
  'grade.weak': '{{field}}が類似（要確認）',

  'action.copy': 'コピー',
  'action.copied': 'コピーしました',
  'action.copyNumber': '番号 {{number}} をコピー',
  'action.open': 'レコードを開く',
  'action.openOf': '{{name}} のレコードを開く',
  'action.openShort': '開く',
  'action.callBack': '折り返す',
  'action.seen': '確認済み',
  'action.close': 'このカードを閉じる',
  'action.closeStatus': '閉じる',
  'action.quit': 'Chakushin を終了',

  'stack.more_other': 'ほか +{{count}} 件の着信',

  'status.title': 'Chakushin は動作中です',
  'status.hint': '通知領域で待機し、着信があるとここに表示します。',
  'status.recent': '最近の着信',
  'status.noRecent': '着信はまだありません',

  'tray.recent': '最近の着信',
  'tray.noRecent': '着信はまだありません',
  'tray.pause': 'ポップアップを一時停止',
  'tray.pause.30': '30 分間',
  'tray.pause.60': '1 時間',
  'tray.pause.tomorrow': '明日まで',
  'tray.resume': 'ポップアップを再開',
  'tray.pausedUntil': 'ポップアップ停止中（{{time}} まで）',
  'tray.show': 'Chakushin を表示',
  'tray.simulate': '着信を試す',
  'tray.quit': '終了',

  'connection.connecting': 'Zoom に接続しています…',
  'connection.connected': '接続済み: 着信を表示します',
  'connection.degraded': '接続中ですが、着信が届くことを確認できていません',
  'connection.offline': '未接続: 着信は表示されません',
  'connection.unconfigured':
    'Zoom アカウントが未設定です。環境変数 ZOOM_… を設定するか（README「Connect a real Zoom account」）、デモを実行してください。',
  'connection.retry': '{{sentence}}{{seconds}} 秒後に再接続します。',
  'cause.network': 'Zoom に到達できません。ネットワークが復旧するまで着信は表示されません。',
  'cause.closed': 'Zoom が接続を閉じました。',
  'cause.silent': 'Zoom から 1 分間応答がないため、接続し直します。',
  'cause.no-welcome': 'Zoom から接続の確認が届きませんでした。',
  'cause.turned-away':
    'Zoom が接続を受け付けませんでした。続く場合はサブスクリプション ID と、アプリが有効化されていることを確認してください。',
  'cause.rate-limited': 'Zoom から要求を減らすよう求められています（このアカウントの要求が多すぎます）。',
  'cause.zoom-trouble': 'Zoom 側で障害が起きています（{{detail}}）。',
  'refused.credentials':
    'Zoom が認証情報を受け付けません（{{detail}}）。アカウント ID・クライアント ID・クライアントシークレットを確認してください。',
  'refused.grant':
    'この方式のサインインは許可されていません（{{detail}}）。アプリの種類は「Server-to-Server OAuth」である必要があります。',
  'refused.app-disabled':
    'Zoom アプリが無効です（{{detail}}）。管理者が Zoom App Marketplace で有効化してください。',
  'refused.owner-gone':
    'Zoom アプリの所有者が存在しません（{{detail}}）。管理者がアプリを作り直してください。',
  'refused.agent-not-found':
    'Zoom に電話ユーザー「{{detail}}」が見つかりません。担当者の設定（メール、ユーザー ID、内線番号）を確認してください。',
  'refused.agent-scope':
    'Zoom アプリに担当者を調べる権限がありません（{{detail}}）。スコープ user:read:user:admin と phone:read:user:admin を追加するか、内線番号で設定してください。',
  'refused.settings': '接続するには設定の変更が必要です: {{detail}}。',

  'notice.frame-too-large':
    'Zoom からの {{bytes}} バイトのメッセージを読み飛ばしました。着信イベントの大きさではありません。',
  'notice.invalid-frame':
    'Zoom からのメッセージを読めませんでした（{{bytes}} バイト、JSON またはメッセージの形ではありません）。読み飛ばしました。以後の着信には影響しません。',
  'notice.invalid-event':
    'Zoom の電話イベントを使えませんでした: {{why}}。読み飛ばしました。以後の着信には影響しません。',
  'notice.invalid-field': 'Zoom のイベントの {{fields}} に使えない値があります。残りの内容は表示します。',
  'notice.lookup-failed': '連絡先を検索できませんでした: {{reason}}',
  'notice.setting-missing':
    '{{name}} が設定されていません。ZOOM_ACCOUNT_ID、ZOOM_CLIENT_ID、ZOOM_CLIENT_SECRET、ZOOM_SUBSCRIPTION_ID のすべてが必要です。',
  'notice.setting-unusable': '{{name}} の値は使えません。使える値は README をご覧ください。',
  'notice.setting-not-https':
    '{{name}} は暗号化されたアドレス（https / wss）にしてください。暗号化なしはこのコンピューター宛てのみ使えます。',
  'notice.settings-file-unusable':
    '{{name}} を読めませんでした。JSON として正しく、読み取れることを確認してください。それまでは既定値を使います。',
  'notice.internal-error':
    'Chakushin の内部で問題が起きました（{{reason}}）。動作は続けます。お手数ですがご報告ください。',
  'notice.unsafe-link': 'このレコードのリンクは開きませんでした。開けるのは https のアドレスだけです。',
  'notice.contacts-missing':
    '{{file}} が見つかりません。元の場所に戻すか、別の連絡先ファイルを設定してください。',
  'notice.contacts-unreadable':
    '{{file}} を読み取れません（{{cause}}）。使用中のアプリを閉じ、アクセス権を確認してください。自動的に再試行します。',
  'notice.contacts-too-large':
    '{{file}} は {{limitMb}} MB を超えています。必要な列と連絡先だけを書き出してください。',
  'notice.contacts-empty': '{{file}} に連絡先がありません。もう一度書き出してください。',
  'notice.contacts-binary':
    '{{file}} はテキストではありません。表計算ソフトで「CSV UTF-8」として保存してください。',
  'notice.contacts-truncated':
    '{{file}} は {{line}} 行目から始まる項目の途中で終わっています。もう一度書き出すか、その引用符を閉じてください。それまでは以前に読み込んだ連絡先を使います。',
  'notice.contacts-cut':
    '{{file}} は文字の途中で終わっています。もう一度書き出してください。それまでは以前に読み込んだ連絡先を使います。',
  'notice.contacts-no-header':
    '{{file}} の見出し行を認識できません。1 行目に「氏名」「電話番号」などの列名を入れてください。',
  'notice.contacts-no-phone-column':
    '{{file}} に電話番号の列がありません。列名を「電話番号」にしてください。',
  'notice.contacts-no-name-column': '{{file}} に氏名・会社名の列がありません。列名を「氏名」にしてください。',
  'notice.contacts-no-cards': '{{file}} に vCard がありません。vCard 形式でもう一度書き出してください。',
  'notice.contacts-bad-number':
    '{{file}} {{line}} 行目: 「{{column}}」は電話番号として読めません。修正してください（ほかの番号は使用します）。',
  'notice.contacts-bad-url':
    '{{file}} {{line}} 行目: 「{{column}}」のアドレスは使用しません。パスワードを含まない https:// のアドレスにしてください。',
  'notice.contacts-bad-row':
    '{{file}} {{line}} 行目: 列の数か引用符が見出し行と合いません。カンマや引用符を含むセルを引用符で囲んでください。',
  'notice.contacts-bad-card':
    '{{file}} {{line}} 行目: カードが壊れているため読み飛ばしました。もう一度書き出してください。',
  'notice.contacts-old-card':
    '{{file}} {{line}} 行目: vCard 2.1 には対応していません。vCard 3.0 か 4.0 で書き出してください。',
  'notice.contacts-no-name':
    '{{file}} {{line}} 行目: 番号に氏名も会社名もありません。どちらかを入力してください。',
  'notice.contacts-more-problems': '{{file}}: ほかに {{count}} 行で問題が見つかりました。',
  'why.not-an-event': 'イベント名がありません',
  'why.no-call-id': 'call_id がありません',
} as const satisfies Record<JapaneseKey, string>;
