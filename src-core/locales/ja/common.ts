/** Japanese: calls, cards, tray, connection, notices, and what several pages say. */
export const commonJa = {
  'state.ringing': '着信中',
  'state.answered': '通話中',
  'state.onHold': '保留中',
  'state.missed': '不在着信',
  'state.rejected': '拒否',
  'state.answered-elsewhere': '{{name}} さんが応答',
  'state.answered-elsewhere-unknown': 'ほかの担当者が応答',
  'state.ended': '通話終了',
  'state.past-answered': '応答済み',
  'state.late': '遅れて届いた着信',

  'caller.person': '{{name}} 様',
  'caller.perhaps': '{{name}} 様？',
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
  'crm.error': '見つかりません（応答のない連携先があります）',
  'crm.skipped': 'この着信では連絡先を検索しません',
  'crm.trouble': '{{connector}}: {{why}}',
  'crm.owner': '担当',
  'crm.ownerLine': '担当 {{owner}}',
  'crm.asOf': '{{time}} 現在',
  'crm.source': '連絡先',
  'crm.chosen': 'この番号の相手として選択済み',
  'crm.rejected_other': '別人とした {{count}} 件は表示していません',
  'crm.more_other': 'ほか {{count}} 件',
  'label.phone': '電話',
  'label.mobile': '携帯電話',
  'label.home': '自宅電話',
  'label.work': '勤務先電話',
  'label.other-phone': 'その他の電話',
  'label.company-phone': '会社電話',
  'label.extension': '内線番号',
  'label.email': 'メール',
  'label.open-tickets': '未対応のチケット',
  'label.open-deals': '進行中の商談',
  'label.stage': 'ステージ',
  'label.last-contact': '最終連絡',
  'label.kind': '種別',
  'label.address': '住所',
  'label.note': '備考',
  'grade.exact': '{{field}}が完全一致',
  'grade.national': '{{field}}が国内番号で一致（国番号の登録なし）',
  'grade.extension': '{{field}}が同じ番号の内線付き（要確認）',
  'grade.part': '{{field}}が類似（要確認）',

  'action.copy': 'コピー',
  'action.copied': 'コピーしました',
  'action.copyNumber': '番号 {{number}} をコピー',
  'action.open': 'レコードを開く',
  'action.openOf': '{{name}} のレコードを開く',
  'action.openShort': '開く',
  'action.choose': 'この人',
  'action.chooseOf': '{{name}} を、この番号の相手として記憶する',
  'action.reject': '別人',
  'action.rejectOf': '{{name}} を、この番号では表示しない',
  'action.undoChoice': '全員を再表示',
  'action.create': '{{connector}}に新規登録',
  'action.search': '{{connector}}で検索',
  'action.again': '再検索',
  'action.reveal': '連絡先を表示',
  'action.callBack': '折り返す',
  'action.seen': '確認済み',
  'action.close': 'このカードを閉じる',
  'action.quit': 'Chakushin を終了',

  'stack.more_other': 'ほか +{{count}} 件の着信',

  'tray.recent': '最近の着信',
  'tray.noRecent': '着信はまだありません',
  'tray.pause': 'ポップアップを一時停止',
  'tray.pause.30': '30 分間',
  'tray.pause.60': '1 時間',
  'tray.pause.tomorrow': '明日まで',
  'tray.resume': 'ポップアップを再開',
  'tray.pausedUntil': 'ポップアップ停止中（{{time}} まで）',
  'tray.history': '履歴',
  'tray.settings': '設定…',
  'tray.doctor': '診断',
  'tray.about': 'Chakushin について',
  'tray.welcome': 'はじめての設定…',
  'tray.simulate': '着信を試す',
  'action.reconnect': '今すぐ再接続',
  'tray.quit': '終了',

  'connection.connecting': 'Zoom に接続しています…',
  'connection.connected': '接続済み: あなたへの着信を表示します',
  'connection.everyone': '接続済み: アカウントのすべての着信を表示します（担当者は未設定です）',
  'connection.degraded':
    '接続中ですが、{{time}} の着信が届きませんでした。Zoom から着信イベントが送られていません。イベントサブスクリプションに「callee ringing」（phone.callee_ringing）が含まれているか管理者に確認してください。それまでは Zoom アプリの着信をご覧ください。',
  'connection.refused': '{{sentence}}それまで着信は表示されません。',
  'connection.unconfigured':
    'Zoom アカウントが未設定です。「はじめに」の画面、または環境変数 ZOOM_…（README 参照）で設定してください。',
  'connection.listening':
    '{{address}} で待ち受けています。Zoom からはまだ何も届いていません。Marketplace でエンドポイントを検証するか、電話をかけて確認してください。',
  'beside.websocket': 'WebSocket 接続: {{sentence}}',
  'beside.webhook': 'Webhook 受信: {{sentence}}',
  'connection.retry': '{{sentence}}復旧するまで着信は表示されません。{{seconds}} 秒後に再接続します。',
  'cause.network': 'Zoom に到達できません。ネットワークを確認してください。',
  'cause.proxy':
    'ネットワークのプロキシが Zoom への接続を通しません。zoom.us とそのサブドメインのポート 443 を認証なしで許可するようネットワーク管理者に依頼してください（HTTPS_PROXY を設定している場合はその値も確認してください）。',
  'cause.certificate':
    'Zoom との接続を信頼できません。ネットワークが暗号化通信を検査しているか、コンピューターの時計が大きくずれています。時計を確認し、ネットワーク管理者から証明書を受け取ってください（設定「network.caFile」）。',
  'cause.closed': 'Zoom が接続を閉じました。',
  'cause.broken': 'Zoom との接続が切れました。',
  'cause.silent': 'Zoom から 1 分間応答がないため、接続し直します。',
  'cause.no-welcome': 'Zoom から接続の確認が届きませんでした。',
  'cause.turned-away':
    'これまで使えていた接続を Zoom が受け付けません（{{detail}}）。続く場合は、イベントサブスクリプションが残っているか管理者に確認してください。',
  'cause.evicted':
    '別のクライアントが同じサブスクリプションを使っています。Zoom が許可するのは同時に 1 つだけです。もう一方を終了するか、それぞれに別のイベントサブスクリプションを設定してください。',
  'cause.rate-limited': 'Zoom から要求を減らすよう求められています（このアカウントの要求が多すぎます）。',
  'cause.port-taken':
    '{{detail}} は別のプログラムが使用中です。そのプログラムを終了するか、別のポートを指定してください（--port、または settings.json の「webhook.port」）。',
  'cause.cannot-listen':
    '{{detail}} で待ち受けできません。アドレス（--host と --port、または settings.json の「webhook」）と、このユーザーの権限を確認してください。',
  'cause.zoom-trouble': 'Zoom 側で障害が起きています（{{detail}}）。',
  'cause.internal': '接続中に Chakushin の内部で問題が起きました（{{detail}}）。お手数ですがご報告ください。',
  'refused.credentials':
    'Zoom が認証情報を受け付けません（{{detail}}）。アカウント ID・クライアント ID・クライアントシークレットを確認してください。',
  'refused.grant':
    'この方式のサインインは許可されていません（{{detail}}）。アプリの種類は「Server-to-Server OAuth」である必要があります。',
  'refused.app-disabled':
    'Zoom アプリが無効です（{{detail}}）。管理者が Zoom App Marketplace で有効化してください。',
  'refused.owner-gone':
    'Zoom アプリの所有者が存在しません（{{detail}}）。管理者がアプリを作り直してください。',
  'refused.subscription':
    'Zoom はアプリを認めていますが、このイベントサブスクリプションを認めません（{{detail}}）。サブスクリプション ID を確認してください（Marketplace → アプリ → Features → Event Subscriptions → WebSocket）。',
  'refused.scope':
    'Zoom アプリに着信イベントを受け取る権限がありません（{{detail}}）。管理者がスコープ phone:read:call:admin を追加し、アプリを有効化し直してください。',
  'refused.agent-not-found':
    'Zoom に電話ユーザー「{{detail}}」が見つかりません。担当者の設定（メール、ユーザー ID、内線番号）を確認してください。',
  'refused.agent-needs-account':
    'Zoom アプリの認証情報がないため、担当者「{{detail}}」を調べられません。ZOOM_ACCOUNT_ID、ZOOM_CLIENT_ID、ZOOM_CLIENT_SECRET を設定するか、内線番号で指定してください。',
  'refused.agent-scope':
    'Zoom アプリに担当者を調べる権限がありません（{{detail}}）。スコープ user:read:user:admin と phone:read:user:admin を追加するか、内線番号で設定してください。',

  'away.calls_other': 'オフライン中に {{count}} 件の着信がありました',

  'notice.frame-too-large':
    'Zoom からの {{bytes}} バイトのメッセージを読み飛ばしました。着信イベントの大きさではありません。',
  'notice.invalid-frame':
    'Zoom からのメッセージを読めませんでした（{{bytes}} バイト、JSON またはメッセージの形ではありません）。読み飛ばしました。以後の着信には影響しません。',
  'notice.invalid-event':
    'Zoom の電話イベントを使えませんでした: {{why}}。読み飛ばしました。以後の着信には影響しません。',
  'notice.invalid-field': 'Zoom のイベントの {{fields}} に使えない値があります。残りの内容は表示します。',
  'notice.lookup-failed': '{{connector}}: {{why}}',
  'notice.setting-missing':
    '{{name}} が設定されていません。アカウント ID、クライアント ID、クライアントシークレット、サブスクリプションの 4 つすべてが必要です。',
  'notice.setting-unusable':
    '{{name}} の値は使えないため、無効になっています。設定画面で選び直してください（使える値は README にあります）。',
  'notice.setting-not-https':
    '{{name}} は暗号化されたアドレス（https / wss）にしてください。暗号化なしはこのコンピューター宛てのみ使えます。',
  'notice.settings-file-unusable':
    '{{name}} を読めませんでした。JSON として正しく、読み取れることを確認してください。それまでは既定値を使います。',
  'notice.internal-error':
    'Chakushin の内部で問題が起きました（{{reason}}）。動作は続けます。お手数ですがご報告ください。',
  'notice.unsafe-link': 'このレコードのリンクは開きませんでした。開けるのは https のアドレスだけです。',
  'notice.webhook-secret-missing':
    '{{name}} が設定されていません。Marketplace のアプリの Feature にある Token です。',
  'notice.webhook-refused':
    'Webhook への要求を拒否しました: {{why}}（{{bytes}} バイト）。Zoom からの着信には影響しません。',
  'notice.webhook-flood_other':
    'このほか 1 分以内に、Webhook への要求を {{count}} 件拒否しました。Zoom からの着信には影響しません。続く場合は、手前のプロキシで Zoom からの要求だけを通してください。',
  'notice.launch-link-refused':
    '起動リンクを受け付けませんでした: {{why}}。この着信は、Zoom から別の経路で届いた場合にのみ表示されます。Zoom クライアントの設定にあるアドレスを確認してください: chakushin://ring?number=…&name=…',
  'notice.rang-away': 'オフライン中の着信: {{count}} 件。最近の着信の一覧にあります。',
  'notice.history-scope':
    'オフライン中の着信を一覧に出せません。Zoom アプリにスコープ phone:read:list_call_logs:admin がありません。接続中の着信には影響しません。',
  'notice.history-unreadable':
    'Zoom の通話履歴を読み取れませんでした（{{detail}}）。オフライン中の着信はまだ一覧にありません。自動的に再試行します。',
  'notice.history-unreachable':
    'Zoom の通話履歴に到達できません。オフライン中の着信はまだ一覧にありません。自動的に再試行します。',
  'notice.history-damaged':
    '着信履歴のファイルが壊れていたため、{{file}} として残し、新しく作り直しました。着信の表示に影響はありません。ここ数日の着信は Zoom から読み直します。',
  'notice.history-unwritable':
    '着信履歴を保存できません（{{reason}}）。終了するまでは保持します。ディスクの空き容量、フォルダーのアクセス権、ほかのプログラムがファイルを開いていないことを確認してください。自動的に再試行します。',
  'notice.history-newer':
    '着信履歴のファイルは新しい版の Chakushin で作られています。ファイルはそのまま残し、保存は行いません。アップデートしてください。',
  'notice.ca-file-missing':
    '設定「network.caFile」の証明書ファイルが見つかりません。このネットワークから Zoom に接続できないことがあります。',
  'notice.ca-file-unusable':
    '設定「network.caFile」のファイルを読めないか、証明書でないものが含まれています。PEM 形式（「-----BEGIN CERTIFICATE-----」）か DER 形式の証明書にしてください。',
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
  'why.webhook-method': 'POST ではありません',
  'why.webhook-path': 'パスが違います',
  'why.webhook-type': 'JSON として送られていません',
  'why.webhook-too-large': 'イベントとして大きすぎます',
  'why.webhook-unsigned': '署名がありません',
  'why.webhook-signature': '署名が正しくありません。続く場合は ZOOM_WEBHOOK_SECRET_TOKEN を確認してください',
  'why.webhook-too-old':
    '署名の時刻が 5 分以上ずれています。続く場合はこのコンピューターの時計を確認してください',
  'why.webhook-replayed': '同じ要求がすでに届いています',
  'why.webhook-not-json': '内容を読み取れません（JSON でないか、http のポートに https で接続しています）',
  'why.webhook-timeout': '時間内に受信が終わりませんでした',
  'why.link-unknown': '操作が「ring」でないか、「number」「name」以外のパラメーターがあります',
  'why.link-number': '番号として読み取れません',
  'why.link-placeholder': '番号の位置にプレースホルダーがそのまま残っています（Zoom が認識していません）',
  'why.link-too-many': '一度に届いた数が多すぎます。落ち着くまで、以後のものは無視します',
  'why.connector-slow': '4 秒以内に応答がありませんでした。',
  'why.connector-unreachable': '接続できません。ネットワークを確認してください。',
  'why.connector-signed-out':
    'まだサインインされていません。「連絡先と CRM」のページでサインインしてください（ターミナルでは npm run -s cli -- sign-in）。',
  'why.connector-credentials': 'サインインが受け付けられません。設定で更新してください。',
  'why.connector-forbidden': '連絡先を読み取る権限がありません。管理者に権限の付与を依頼してください。',
  'why.connector-not-found':
    '設定で指定されたものが見つかりません。設定のアドレスと、アプリやオブジェクトの指定を確認してください。',
  'why.connector-no-phone-field':
    '検索できる電話番号のフィールドがありません。設定でフィールドを指定してください。',
  'why.connector-rate-limited': '要求の数が制限されています。しばらくしてから再開します。',
  'why.connector-fault': '相手側で障害が起きています。しばらくしてから再開します。',
  'why.connector-other-records':
    '別の番号のレコードを返すため、表示していません。検索機能の不具合として管理者に連絡してください。',
  'why.connector-not-understood': '応答を解釈できませんでした。お手数ですがご報告ください。',
  'why.not-an-event': 'イベント名がありません',
  'why.no-call-id': 'call_id がありません',

  'oauth.page.received': '{{name}} からの応答を受け取りました',
  'oauth.page.declined': '{{name}} へのサインインは許可されませんでした',
  'oauth.page.foreign': 'このサインインは受け付けていません',
  'oauth.page.close': 'このタブを閉じ、Chakushin に戻って結果をご確認ください。',
  'oauth.page.again': 'このタブを閉じ、サインインを最初からやり直してください。',
  'oauth.why.port-taken':
    'ブラウザーの戻り先となるこのコンピューターのポート {{port}} は、ほかのプログラムが使用中です。そのプログラムを終了してやり直すか、設定でこの接続先の「redirectPort」を変え、{{redirect}} のポートをそれに合わせて {{name}} にも登録してください。',
  'oauth.why.cannot-listen':
    'ブラウザーの戻り先となるこのコンピューターのポート {{port}} で待機できません。設定でこの接続先の「redirectPort」を変え、{{redirect}} のポートをそれに合わせて {{name}} にも登録してください。',
  'oauth.why.declined':
    '{{name}}：ブラウザーでサインインが取り消されたか、許可されませんでした。保存はしていません。',
  'oauth.why.refused':
    '{{name}} がサインインを拒否しました（{{detail}}）。クライアント ID、スコープ、戻り先のアドレス {{redirect}} が、登録したアプリと一致しているか確認してください。',
  'oauth.why.given-up': '時間内に {{name}} へのサインインがありませんでした。保存はしていません。',
  'oauth.why.signed-out':
    '{{name}} でこのサインインは無効になっています（{{detail}}）。最初からやり直してください。',
  'oauth.why.client':
    '{{name}} から継続して使えるサインインを得られませんでした（{{detail}}）。クライアント ID とクライアントシークレットが登録したアプリと一致しているか、そのアプリでリフレッシュトークンが許可され、戻り先のアドレスが {{redirect}} になっているか確認してください。',
  'oauth.why.rate-limited':
    '{{name}} からリクエストを減らすよう求められました（{{detail}}）。10 分ほど待ってからやり直してください。',
  'oauth.why.fault': '{{name}} 側で障害が起きています（{{detail}}）。しばらくしてからやり直してください。',
  'oauth.why.not-understood':
    '{{name}} の応答を解釈できませんでした（{{detail}}）。設定のアドレスを確認してください。',
  'oauth.why.unreachable':
    '{{name}} に接続できません（{{detail}}）。ネットワーク、プロキシ、設定のアドレスを確認してください。',

  'curtain.caller': '画面ロック中は表示しません',
  'curtain.recent': '画面ロック中は表示しません',

  'soundFile.missing': 'このファイルが見つかりません。別のファイルを選択してください。',
  'soundFile.unreadable':
    'このファイルを読み取れません。アクセス権を確認するか、別のファイルを選択してください。',
  'soundFile.too-large': 'このファイルは 10 MB を超えています。短い音声を選択してください。',
  'soundFile.not-a-sound':
    'このファイルは再生できる音声ではありません。WAV、MP3、Ogg、Opus、FLAC、M4A、AAC のいずれかを選択してください。',
  'notice.sound-failed':
    '着信音を再生できませんでした（着信の表示には影響ありません）。設定で別の着信音を選択してください。',

  'notice.shortcut-unusable':
    '「{{keys}}」は「{{why}}」のショートカットに使えません。Control、Alt、Windows キー（Mac では Command）のいずれかと、英数字または名前のあるキーを組み合わせてください。ファンクションキーは単独でも使えます。',
  'notice.shortcut-everyday':
    '「{{keys}}」はほかのアプリで使えなくなるため、「{{why}}」のショートカットには使用しません。設定で別の組み合わせを選択してください。',
  'notice.shortcut-twice':
    '「{{keys}}」が 2 つの操作に割り当てられているため、「{{why}}」には使えません。設定で別の組み合わせを選択してください。',
  'notice.shortcut-taken':
    '「{{keys}}」はほかのアプリまたはシステムが使用しているため、「{{why}}」には使えません。設定で別の組み合わせを選択するか、使用元で解除してください。',
  'why.shortcut-focus': 'カードをキーボードで操作',
  'why.shortcut-copy': '番号をコピー',
  'why.shortcut-open': 'レコードを開く',
  'why.shortcut-close': 'カードを閉じる',
  'why.shortcut-pause': 'ポップアップを一時停止',

  'notice.notification-unsupported':
    'このシステムでは通知を利用できません。着信はカードにのみ表示されます。Linux では通知サービスのインストールが必要な場合があります。',
  'notice.notification-failed':
    '着信の通知をシステムが表示しませんでした。システムの設定で Chakushin の通知を許可してください。',
  'notice.notification-not-shown':
    '着信の通知が 10 秒以内に表示されませんでした。システムの設定で、Chakushin の通知が許可されていること、「おやすみモード」などがオフになっていることを確認してください。',

  'notice.start-at-login-failed':
    'ログイン時の自動起動を変更できませんでした。システムの設定の「スタートアップ」または「ログイン項目」で変更してください。',
  'notice.start-at-login-not-packaged':
    'ログイン時の自動起動は、インストール版の Chakushin でのみ利用できます（現在はソースコードから実行中です）。',
} as const;
