/** Japanese: calls, cards, tray, connection, notices, and what several pages say. */
export const commonJa = {
  'list.two': '{{first}}、{{second}}',
  'match.of-person': '{{person}}（{{reason}}）',
  'sentences.two': '{{first}}{{second}}',
  'parts.two': '{{first}}　{{second}}',

  'state.ringing': '着信中',
  'state.answered': '通話中',
  'state.onHold': '保留中',
  'state.missed': '不在着信',
  'state.rejected': '拒否',
  'state.answered-elsewhere': '{{name}} さんが応答',
  'state.answered-elsewhere-unknown': 'ほかのメンバーが応答',
  'state.ended': '通話終了',
  'state.past-answered': '応答済み',
  'state.late': '遅れて届いた着信',

  'caller.person': '{{name}} 様',
  'caller.perhaps': '{{name}}（要確認）',
  'caller.unknown': '不明な発信者',
  'caller.withheld': '非通知',
  'caller.extension': '内線 {{extension}}',
  'caller.several_other': '{{count}} 件の候補',
  'caller.shared': 'この番号は複数の方が使用しています',

  'line.pstn_off_net': '外線',
  'line.pstn_on_net': '外線（網内）',
  'line.voip': 'VoIP',
  'line.voip-internal': '内線',
  'line.contact_center': 'コンタクトセンター',
  'line.byop': '外線（持ち込み回線）',
  'line.raw': 'Zoom での接続種別: {{raw}}',
  'line.via': '{{name}} 経由',
  'line.transferred': '{{name}} さんから転送',
  'line.asks': '{{name}} さんから取り次ぎの相談',
  'line.voicemail': 'ボイスメール {{length}}',
  'line.dialled': '着信番号 {{number}}',

  'missed.again_other': 'この番号からの不在着信: 本日 {{count}} 件',
  'missed.againWithheld_other': '非通知の不在着信: 本日 {{count}} 件',

  'crm.searching': '顧客情報を検索中…',
  'crm.none': 'この番号の登録はありません',
  'crm.error': '該当なし（応答しない連携先があります）',
  'crm.skipped': 'この着信では顧客情報を検索しません',
  'crm.trouble': '{{connector}}: {{why}}',
  'crm.owner': '担当者',
  'crm.ownerLine': '担当者: {{owner}}',
  'crm.asOf': '{{time}} 現在',
  'crm.source': '顧客情報',
  'crm.chosen': 'この番号の相手として選択済み',
  'crm.rejected_other': '「別の方」とした {{count}} 件を非表示',
  'crm.more_other': 'ほか {{count}} 件',
  'label.phone': '電話',
  'label.mobile': '携帯電話',
  'label.home': '自宅電話',
  'label.work': '勤務先電話',
  'label.other-phone': 'その他の電話',
  'label.company-phone': '会社の代表電話',
  'label.extension': '内線番号',
  'label.email': 'メールアドレス',
  'label.open-tickets': '未対応のチケット',
  'label.open-deals': '進行中の商談',
  'label.stage': 'ステージ',
  'label.last-contact': '最終連絡',
  'label.kind': '種別',
  'label.address': '住所',
  'label.note': '備考',
  'grade.exact': '完全一致: {{field}}',
  'grade.national': '国内番号で一致: {{field}}（国番号の登録なし）',
  'grade.extension': '要確認: {{field}}（内線番号付きの同じ番号）',
  'grade.part': '要確認: {{field}}（似た番号）',

  'action.copy': 'コピー',
  'action.copied': 'コピーしました',
  'action.copyNumber': '番号 {{number}} をコピー',
  'action.open': 'レコードを開く',
  'action.openOf': '{{name}}のレコードを開く',
  'action.openShort': '開く',
  'action.choose': 'この方',
  'action.chooseOf': '{{name}}を、この番号の相手として記憶',
  'action.reject': '別の方',
  'action.rejectOf': '{{name}}を、この番号では非表示にする',
  'action.undoChoice': '候補をすべて表示',
  'action.create': '{{connector}} に新規登録',
  'action.search': '{{connector}} で検索',
  'action.again': '再検索',
  'action.reveal': '顧客情報を表示',
  'action.callBack': '折り返す',
  'action.seen': '確認済みにする',
  'action.close': 'カードを閉じる',
  'action.quit': 'Chakushin を終了',

  'stack.more_other': 'ほか {{count}} 件の着信',

  'tray.recent': '最近の着信',
  'tray.noRecent': '着信はまだありません',
  'tray.pause': 'カードの表示を一時停止',
  'tray.pause.30': '30 分間',
  'tray.pause.60': '1 時間',
  'tray.pause.tomorrow': '今日いっぱい',
  'tray.resume': 'カードの表示を再開',
  'tray.pausedUntil': '一時停止中（{{time}} まで）',
  'tray.history': '履歴',
  'tray.settings': '設定…',
  'tray.doctor': '診断',
  'tray.about': 'Chakushin について',
  'tray.welcome': '初期設定…',
  'tray.simulate': 'テスト着信を表示',
  'action.reconnect': '今すぐ再接続',
  'tray.quit': '終了',

  'status.connecting': '接続しています…',
  'status.connected': '接続済み',
  'status.everyone': '接続済み（全着信）',
  'status.events-missing': '一部の着信が届いていません',
  'status.nothing-yet': 'Zoom の初回イベント待ち',
  'status.network': 'Zoom に接続できません',
  'status.proxy': 'プロキシで遮断されています',
  'status.certificate': '証明書を信頼できません',
  'status.closed': '切断。再接続しています…',
  'status.broken': '切断。再接続しています…',
  'status.silent': '切断。再接続しています…',
  'status.no-welcome': '切断。再接続しています…',
  'status.turned-away': 'Zoom が接続を拒否',
  'status.evicted': '別のクライアントが使用中',
  'status.rate-limited': 'Zoom のリクエスト制限中',
  'status.port-taken': 'Webhook を開始できません',
  'status.cannot-listen': 'Webhook を開始できません',
  'status.zoom-trouble': 'Zoom でエラー発生',
  'status.zoom-refused': 'Zoom がリクエストを拒否',
  'status.internal': '内部エラー',
  'status.credentials': '認証情報が無効です',
  'status.grant': '認証情報が無効です',
  'status.app-disabled': 'Zoom アプリが無効です',
  'status.owner-gone': 'Zoom アプリが無効です',
  'status.subscription': 'サブスクリプションが無効',
  'status.scope': 'スコープが不足しています',
  'status.agent-scope': 'スコープが不足しています',
  'status.agent-not-found': 'ユーザーが見つかりません',
  'status.agent-needs-account': 'ユーザーが見つかりません',
  'status.unconfigured': '未設定',

  'connection.connecting': 'Zoom に接続しています…',
  'connection.connected': '接続済み: 着信があるとカードを表示します',
  'connection.everyone': '接続済み: アカウントのすべての着信を表示します（Zoom Phone ユーザー未指定）',
  'connection.degraded':
    '{{time}} の着信が Chakushin に届きませんでした。Zoom の管理者に、イベント「Callee phone is ringing」を追加してもらってください。それまでは Zoom アプリで着信を確認してください。',
  'connection.refused': '{{sentence}}解決するまで着信は表示されません。',
  'connection.unconfigured':
    'Zoom アカウントが未設定です。初期設定を完了してください（ターミナルでは環境変数 ZOOM_…）。',
  'connection.listening':
    '{{address}} で待ち受けていますが、Zoom からまだ何も届いていません。Zoom App Marketplace でエンドポイントを検証するか、自分の番号に電話をかけて確認してください。',
  'status.websocket': 'WebSocket は未接続です',
  'status.webhook': 'Webhook の受信なし',
  'beside.websocket': 'WebSocket 接続: {{sentence}}',
  'beside.webhook': 'Webhook 受信: {{sentence}}',
  'connection.retry': '{{sentence}}復旧するまで着信は表示されません。{{seconds}} 秒後に再接続します。',
  'cause.network': 'Zoom に接続できません。ネットワークを確認してください。',
  'cause.proxy':
    'プロキシが Zoom への接続を遮断しています。zoom.us とそのサブドメインのポート 443 を、認証なしで許可するようネットワーク管理者に依頼してください。HTTPS_PROXY を設定している場合は、その値も確認してください。',
  'cause.certificate':
    'Zoom との接続を信頼できません。暗号化通信が検査されているか、コンピューターの時計がずれています。時計を確認し、ネットワーク管理者から受け取った証明書を、設定の「追加の証明書」で指定してください。',
  'cause.closed': 'Zoom が接続を閉じました。',
  'cause.broken': 'Zoom との接続が切れました。',
  'cause.silent': 'Zoom から 1 分間応答がないため、再接続します。',
  'cause.no-welcome': 'Zoom から接続完了の応答がありませんでした。',
  'cause.turned-away':
    '以前は使えていた接続が Zoom に拒否されました（{{detail}}）。続く場合は、イベントサブスクリプションが残っているか Zoom の管理者に確認してください。',
  'cause.evicted':
    '別のクライアントが同じイベントサブスクリプションを使用しています。同時に使えるのは 1 つのクライアントだけです。もう一方を終了するか、それぞれに専用のイベントサブスクリプションを用意してください。',
  'cause.rate-limited':
    'Zoom のリクエスト数の上限に達しました（このアカウントからのリクエストが多すぎます）。',
  'cause.port-taken':
    '{{detail}} は別のプログラムが使用中です。そのプログラムを終了するか、別のポートを指定してください（--port、settings.json では「webhook.port」）。',
  'cause.cannot-listen':
    '{{detail}} で待ち受けできません。アドレス（--host と --port、settings.json では「webhook」）と、このユーザーの権限を確認してください。',
  'cause.zoom-trouble': 'Zoom でエラーが発生しています（{{detail}}）。',
  'cause.zoom-refused':
    'Zoom が Zoom Phone ユーザーの検索を拒否しました（{{detail}}）。続く場合は、この内容を Zoom の管理者に伝えてください。',
  'cause.internal': '接続中に Chakushin でエラーが発生しました（{{detail}}）。サポートにお知らせください。',
  'refused.credentials':
    'Zoom が認証情報を受け付けません（{{detail}}）。アカウント ID・クライアント ID・クライアントシークレットを確認してください。',
  'refused.grant':
    'このサインイン方式は許可されていません（{{detail}}）。「Server-to-Server OAuth」のアプリを使用してください。',
  'refused.app-disabled':
    'Zoom アプリが無効です（{{detail}}）。Zoom の管理者に、Zoom App Marketplace で有効化してもらってください。',
  'refused.owner-gone':
    'Zoom アプリの所有者のアカウントがありません（{{detail}}）。Zoom の管理者に、アプリを作り直してもらってください。',
  'refused.subscription':
    'アプリは認証されましたが、このイベントサブスクリプションは使用できません（{{detail}}）。Zoom App Marketplace（アプリの Event Subscriptions）で、ID を確認してください。',
  'refused.scope':
    'Zoom アプリに着信イベントを受け取る権限がありません（{{detail}}）。Zoom の管理者に、スコープ phone:read:call:admin を追加し、アプリを有効化し直してもらってください。',
  'refused.agent-not-found':
    'Zoom Phone ユーザー「{{detail}}」が見つかりません。設定の「Zoom Phone ユーザー」（メールアドレス、ユーザー ID、内線番号のいずれか）を確認してください。',
  'refused.agent-needs-account':
    '「{{detail}}」を検索するには、Zoom アプリの認証情報が必要です。ZOOM_ACCOUNT_ID、ZOOM_CLIENT_ID、ZOOM_CLIENT_SECRET を設定してください。内線番号で指定することもできます。',
  'refused.agent-scope':
    'Zoom アプリにユーザーを検索する権限がありません（{{detail}}）。スコープ user:read:user:admin と phone:read:user:admin を追加してください。内線番号で指定することもできます。',

  'away.calls_other': 'オフライン中に {{count}} 件の着信がありました',

  'notice.frame-too-large':
    'Zoom から届いた {{bytes}} バイトのメッセージを無視しました（着信イベントとしては大きすぎます）。',
  'notice.invalid-frame':
    'Zoom からのメッセージを読み取れなかったため、無視しました（{{bytes}} バイト、JSON 形式ではありません）。以後の着信には影響しません。',
  'notice.invalid-event': 'Zoom の電話イベントを無視しました: {{why}}。以後の着信には影響しません。',
  'notice.invalid-field': 'Zoom のイベントの {{fields}} が正しくありません。それ以外の内容は表示します。',
  'notice.lookup-failed': '{{connector}}: {{why}}',
  'notice.setting-missing':
    '{{name}} が設定されていません。アカウント ID、クライアント ID、クライアントシークレット、サブスクリプションの 4 つすべてが必要です。',
  'notice.setting-unusable':
    '「{{name}}」の値が正しくないため、使用していません。設定画面で修正してください。',
  'notice.setting-not-https':
    '{{name}} には暗号化されたアドレス（https / wss）を指定してください。暗号化なしのアドレスは、このコンピューターに対してのみ使えます。',
  'notice.settings-file-unusable':
    '{{name}} を読み取れませんでした。JSON の形式とアクセス権を確認してください。それまでは既定値を使用します。',
  'notice.internal-error':
    'Chakushin でエラーが発生しました（{{reason}}）。動作は継続しています。サポートにお知らせください。',
  'notice.unsafe-link': 'このレコードのリンクは開きませんでした。開けるのは https の URL だけです。',
  'notice.webhook-secret-missing':
    '{{name}} が設定されていません。Zoom App Marketplace の Manage → アプリ → Feature にある「Secret Token」です。',
  'notice.webhook-refused':
    'Webhook へのリクエストを拒否しました: {{why}}（{{bytes}} バイト）。Zoom からの着信には影響しません。',
  'notice.webhook-flood_other':
    'このほかに、1 分間で {{count}} 件の Webhook へのリクエストを拒否しました。Zoom からの着信には影響しません。続く場合は、リバースプロキシで Zoom からのリクエストだけを許可してください。',
  'notice.launch-link-refused':
    '起動リンクを無視しました: {{why}}。この着信は、Zoom から別の経路でも届いた場合に表示されます。Zoom アプリの電話の設定にある URL を確認してください: chakushin://ring?number=…&name=…',
  'notice.rang-away': 'オフライン中の着信: {{count}} 件。履歴で確認できます。',
  'notice.history-scope':
    'オフライン中の着信を一覧に表示できません。Zoom アプリにスコープ phone:read:list_call_logs:admin がありません。接続中の着信には影響しません。',
  'notice.history-unreadable':
    'Zoom の通話履歴を読み取れませんでした（{{detail}}）。オフライン中の着信はまだ一覧にありません。自動的に再試行します。',
  'notice.history-unreachable':
    'Zoom の通話履歴に接続できません。オフライン中の着信はまだ一覧にありません。自動的に再試行します。',
  'notice.history-damaged':
    '着信履歴のファイルが壊れていたため、{{file}} として残し、新しいファイルを作成しました。着信の表示に影響はありません。ここ数日の不在着信は Zoom から読み込み直します。',
  'notice.history-unwritable':
    '着信履歴を保存できません（{{reason}}）。終了するまでは保持します。ディスクの空き容量、フォルダーのアクセス権、ほかのプログラムがファイルを開いていないことを確認してください。自動的に再試行します。',
  'notice.history-newer':
    '着信履歴のファイルは、より新しいバージョンの Chakushin で作成されています。ファイルは変更せず、着信の保存も行いません。Chakushin を更新してください。',
  'notice.ca-file-missing':
    '「追加の証明書」（network.caFile）のファイルが見つかりません。このネットワークから Zoom に接続できないことがあります。',
  'notice.ca-file-unusable':
    '「追加の証明書」（network.caFile）のファイルを読み取れないか、証明書でないものが含まれています。PEM 形式（「-----BEGIN CERTIFICATE-----」）か DER 形式の証明書にしてください。',
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
  'notice.contacts-incomplete':
    '{{file}} は {{line}} 行目から始まる項目の途中で終わっています。それより前の連絡先を使います。もう一度書き出してください。',
  'notice.contacts-encoding': '{{file}} の文字コードを判別できません。「CSV UTF-8」として保存してください。',
  'notice.contacts-no-such-column':
    '{{file}} に列「{{column}}」がありません。連絡先ファイルの列を指定し直してください。',
  'notice.contacts-no-header':
    '{{file}} に見出し行がありません。1 行目に「氏名」「電話番号」などの列名を入れてください。',
  'notice.contacts-no-phone-column':
    '{{file}} に電話番号の列がありません。列名を「電話番号」にしてください。',
  'notice.contacts-no-name-column': '{{file}} に氏名・会社名の列がありません。列名を「氏名」にしてください。',
  'notice.contacts-no-cards': '{{file}} に vCard がありません。vCard 形式でもう一度書き出してください。',
  'notice.contacts-bad-number':
    '{{file}} {{line}} 行目: 「{{column}}」は電話番号として読み取れません。修正してください（ほかの番号は使用します）。',
  'notice.contacts-bad-url':
    '{{file}} {{line}} 行目: 「{{column}}」の URL は使用しません。パスワードを含まない https:// の URL にしてください。',
  'notice.contacts-bad-row':
    '{{file}} {{line}} 行目: 列の数または引用符が見出し行と合いません。カンマや引用符を含むセルは引用符で囲んでください。',
  'notice.contacts-bad-card':
    '{{file}} {{line}} 行目: vCard のデータが壊れているため、読み込みませんでした。もう一度書き出してください。',
  'notice.contacts-bad-line':
    '{{file}} {{line}} 行目: 壊れた行を読み飛ばしました。同じ連絡先のほかの行は使用します。',
  'notice.contacts-bad-text':
    '{{file}} {{line}} 行目: 文字が壊れているため、その部分は表示しません。修正するか、もう一度書き出してください。',
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
  'why.webhook-replayed': '同じリクエストをすでに受信しています',
  'why.webhook-not-json': '内容を読み取れません（JSON でないか、http のポートに https で接続しています）',
  'why.webhook-timeout': '時間内に受信が終わりませんでした',
  'why.link-unknown': '操作が「ring」でないか、「number」「name」以外のパラメーターがあります',
  'why.link-number': '番号として読み取れません',
  'why.link-placeholder': '番号の位置にプレースホルダーが残っています（Zoom が認識していません）',
  'why.link-too-many': 'リンクが一度に多く届きました。しばらくの間、以後のリンクを無視します',
  'why.connector-slow': '4 秒以内に応答がありませんでした。',
  'why.connector-unreachable': '接続できません。ネットワークを確認してください。',
  'why.connector-signed-out':
    'まだサインインされていません。「連絡先と CRM」のページでサインインしてください（ターミナルでは npm run -s cli -- sign-in）。',
  'why.connector-credentials':
    'サインインが無効になっています。「連絡先と CRM」のページでサインインし直してください。',
  'why.connector-forbidden': '連絡先を読み取る権限がありません。CRM の管理者に権限の付与を依頼してください。',
  'why.connector-not-found':
    '設定された URL、アプリ、またはオブジェクトが見つかりません。「連絡先と CRM」のページで確認してください。',
  'why.connector-no-phone-field':
    '検索できる電話番号のフィールドがありません。「連絡先と CRM」のページで、この CRM のフィールドを指定してください。',
  'why.connector-rate-limited': 'リクエスト数の上限に達しました。しばらくしてから再開します。',
  'why.connector-fault': 'CRM でエラーが発生しています。しばらくしてから再開します。',
  'why.connector-other-records':
    '別の番号のレコードが返されたため、表示していません。CRM の検索機能に問題があります。CRM の管理者に確認してください。',
  'why.connector-not-understood': '応答を読み取れませんでした。サポートにお知らせください。',
  'why.not-an-event': 'イベント名がありません',
  'why.no-call-id': 'call_id がありません',

  'oauth.page.received': '{{name}} からの応答を受け取りました',
  'oauth.page.declined': '{{name}} へのサインインは許可されませんでした',
  'oauth.page.foreign': 'このサインインは Chakushin が開始したものではありません',
  'oauth.page.close': 'このタブは閉じて構いません。結果は Chakushin で確認してください。',
  'oauth.page.again': 'このタブを閉じ、Chakushin でサインインをやり直してください。',
  'oauth.why.port-taken':
    'サインイン後にブラウザーが戻るポート {{port}} を、ほかのプログラムが使用しています。そのプログラムを終了して、もう一度サインインしてください。または、この CRM のサインイン用のポート（redirectPort）を変更し、同じポートの {{redirect}} を {{name}} に登録してください。',
  'oauth.why.cannot-listen':
    'サインイン後にブラウザーが戻るポート {{port}} で待ち受けできません。この CRM のサインイン用のポート（redirectPort）を変更し、同じポートの {{redirect}} を {{name}} にも登録してください。',
  'oauth.why.declined':
    '{{name}}: ブラウザーでサインインが取り消されたか、許可されませんでした。保存はしていません。',
  'oauth.why.refused':
    '{{name}} がサインインを拒否しました（{{detail}}）。クライアント ID、スコープ、リダイレクト URI {{redirect}} が、登録したアプリと一致しているか確認してください。',
  'oauth.why.given-up': '{{name}} へのサインインが時間内に完了しませんでした。保存はしていません。',
  'oauth.why.signed-out':
    '{{name}} へのサインインが無効になっています（{{detail}}）。サインインし直してください。',
  'oauth.why.client':
    '{{name}} から更新トークンを取得できませんでした（{{detail}}）。クライアント ID とクライアントシークレットが、登録したアプリと一致しているか確認してください。そのアプリで更新トークンが許可され、リダイレクト URI が {{redirect}} になっているかも確認してください。',
  'oauth.why.rate-limited':
    '{{name}} のリクエスト数の上限に達しました（{{detail}}）。10 分ほど待ってからやり直してください。',
  'oauth.why.fault': '{{name}} でエラーが発生しています（{{detail}}）。しばらくしてからやり直してください。',
  'oauth.why.not-understood':
    '{{name}} の応答を読み取れませんでした（{{detail}}）。設定の URL を確認してください。',
  'oauth.why.unreachable':
    '{{name}} に接続できません（{{detail}}）。ネットワーク、プロキシ、設定の URL を確認してください。',

  'curtain.caller': '画面ロック中は表示しません',
  'curtain.recent': '画面ロック中は表示しません',

  'soundFile.missing': 'このファイルが見つかりません。別のファイルを選択してください。',
  'soundFile.unreadable':
    'このファイルを読み取れません。アクセス権を確認するか、別のファイルを選択してください。',
  'soundFile.too-large': 'このファイルは 10 MB を超えています。短い音声を選択してください。',
  'soundFile.not-a-sound':
    'このファイルは再生できません。WAV、MP3、Ogg、Opus、FLAC、M4A、AAC のいずれかを選択してください。',
  'notice.sound-failed':
    '着信音を再生できませんでした（着信の表示には影響ありません）。設定で別の着信音を選択してください。',

  'notice.shortcut-unusable':
    '「{{keys}}」は「{{why}}」のショートカットキーに使えません。Ctrl、Alt、Windows キー（Mac では Command）のいずれかと、英数字などのキーを組み合わせてください。ファンクションキーは単独でも使えます。',
  'notice.shortcut-everyday':
    '「{{keys}}」はほかのアプリで使えなくなるため、「{{why}}」のショートカットキーには使用しません。設定で別の組み合わせを選択してください。',
  'notice.shortcut-twice':
    '「{{keys}}」が 2 つの操作に割り当てられているため、「{{why}}」には使えません。設定で別の組み合わせを選択してください。',
  'notice.shortcut-taken':
    '「{{keys}}」はほかのアプリまたはシステムが使用しているため、「{{why}}」には使えません。設定で別の組み合わせを選択するか、使用元で解除してください。',
  'why.shortcut-focus': 'カードに移動',
  'why.shortcut-copy': '番号をコピー',
  'why.shortcut-open': 'レコードを開く',
  'why.shortcut-close': 'カードを閉じる',
  'why.shortcut-pause': 'カードの表示を一時停止',

  'notice.notification-unsupported':
    'このシステムでは通知を使えないため、着信はカードにのみ表示されます。Linux では、通知サービスのインストールが必要な場合があります。',
  'notice.notification-failed':
    '着信の通知をシステムが表示しませんでした。システムの設定で Chakushin の通知を許可してください。',
  'notice.notification-not-shown':
    '着信の通知が 10 秒以内に表示されませんでした。システムの設定で、Chakushin の通知が許可され、「{{quiet}}」がオフになっているか確認してください。',

  'notice.start-at-login-failed':
    'ログイン時の自動起動を変更できませんでした。システムの設定の「スタートアップ」（Mac では「ログイン項目」）で変更してください。',
  'notice.start-at-login-not-packaged':
    'ログイン時の自動起動は、インストールした Chakushin でのみ利用できます（現在はソースコードから実行しています）。',
} as const;
