/** Japanese: the doctor’s checks, remedies and report, and its page. */
export const doctorJa = {
  'doctor.lead':
    '着信が画面に表示されるまでに必要なものを、順番に確認します。確認によって設定が変わることはありません。',
  'doctor.running': '確認しています…',
  'doctor.summary.fine': '問題は見つかりませんでした（正常 {{fine}} 件、対象外 {{skipped}} 件）。',
  'doctor.summary.wrong_other':
    '対処が必要な項目が {{count}} 件あります（正常 {{fine}} 件、対象外 {{skipped}} 件）。',
  'doctor.state.fine': '正常',
  'doctor.state.wrong': '要対処',
  'doctor.state.skipped': '対象外',
  'doctor.state.running': '確認中',
  'doctor.state.waiting': '待機中',
  'doctor.remedy': '対処方法',
  'doctor.run': 'もう一度確認',
  'doctor.copy': '診断結果をコピー',
  'doctor.saveLogs': 'ログを保存…',
  'doctor.privacy':
    '診断結果とログは、そのままサポートに送信できます。認証情報は含まれず、電話番号とメールアドレスは伏せられています。',
  'doctor.copied': '診断結果をコピーしました。サポートへの連絡に貼り付けてください。',
  'doctor.notDone':
    '確認が終わっていないため、診断結果はまだありません。すべての確認が終わってからコピーしてください。',
  'doctor.logs.title': 'ログの保存',
  'doctor.logs.saved': 'ログを保存しました。',
  'doctor.logs.none': 'ログはまだ記録されていないため、保存するものがありません。',
  'doctor.logs.unreadable':
    'ログを読み取れなかったため、保存できませんでした（{{code}}）。「Chakushin について」からフォルダーを開き、「logs」フォルダーのファイルを読み取れるか確認してください。',
  'doctor.logs.full':
    'ディスクの空き容量が足りないため、ログを保存できませんでした。空き容量を増やすか、別のディスクを選んでください。',
  'doctor.logs.denied':
    'この場所への書き込みがシステムに許可されていないため、ログを保存できませんでした。「ドキュメント」など、自分のフォルダーを選んでください。',
  'doctor.logs.unwritable':
    'この場所にはログを保存できませんでした（{{code}}）。別のフォルダーを選んで、もう一度お試しください。',

  'check.what.settings': '設定',
  'check.what.keychain': '{{keychain}}',
  'check.what.proxy-and-certificates': 'プロキシと証明書',
  'check.what.token': 'Zoom へのサインイン',
  'check.what.scopes': 'Zoom アプリのスコープ',
  'check.what.agent': 'Zoom Phone ユーザー',
  'check.what.websocket': '着信イベントの接続',
  'check.what.webhook': 'Webhook 受信',
  'check.what.call-history': 'Zoom の通話履歴',
  'check.what.clock': 'このコンピューターの時計',
  'check.what.contacts': '連絡先ファイル',
  'check.what.connectors': 'CRM との接続',
  'check.what.database': '着信履歴のファイル',
  'check.skipped.account': '{{what}}: Zoom アカウントが未設定か、設定に誤りがあるため、確認していません。',
  'check.skipped.unreachable': '{{what}}: Zoom に接続できないため、確認していません。',
  'check.skipped.way': '{{what}}: Zoom への接続が遮断されているか信頼できないため、確認していません。',
  'check.skipped.token': '{{what}}: Zoom にサインインできなかったため、確認していません。',
  'check.skipped.agent': '{{what}}: Zoom Phone ユーザーを特定できないため、確認していません。',
  'check.took-too-long': '{{what}}: {{seconds}} 秒以内に結果が得られませんでした。',
  'check.settings.ok': '設定に問題はなく、Zoom アカウントも設定されています。',
  'check.keychain.ok': '{{keychain}}を利用できます。',
  'check.keychain.no-library': '{{keychain}}の利用に必要なシステムのコンポーネントがありません。',
  'check.keychain.no-service': 'このセッションで使える{{keychain}}がありません。',
  'check.keychain.locked': '{{keychain}}がロックされています。',
  'check.keychain.timed-out':
    '{{keychain}}から応答がありません。隠れたウィンドウでパスワードの入力を待っている可能性があります。',
  'check.keychain.spare':
    '{{sentence}}環境変数 ZOOM_CLIENT_SECRET にクライアントシークレットがあるため、今は必要ありません。',
  'check.way.ok': 'Zoom に安全に接続できます。プロキシと証明書に問題はありません。',
  'check.token.ok': 'アカウント ID・クライアント ID・クライアントシークレットは有効です。',
  'check.scopes.ok': 'Zoom アプリに必要なスコープがそろっています: {{granted}}',
  'check.scopes.missing': 'Zoom アプリのスコープが足りません: {{scopes}}（現在のスコープ: {{granted}}）',
  'check.scopes.more': 'Zoom アプリに必要なスコープがそろっていますが、不要なスコープもあります: {{scopes}}',
  'check.scopes.unknown': 'アプリのスコープを Zoom から取得できないため、確認できません。',
  'check.agent.ok': '内線番号 {{extension}} への着信を表示します。',
  'check.agent.no-extension': 'この Zoom ユーザーには内線番号がないため、ユーザー単位で着信を判別します。',
  'check.agent.everyone': 'Zoom Phone ユーザーが未指定のため、アカウントのすべての着信を表示します。',
  'check.websocket.ok': '着信イベントの接続は正常です（応答時間: {{ms}} ミリ秒）。',
  'check.websocket.none': '着信イベントの接続: Webhook を使用しているため、設定していません。',
  'check.webhook.none': 'Webhook は設定されていません（着信イベントの接続があれば不要です）。',
  'check.webhook.ok':
    'Webhook は {{address}} で待ち受けできます。Zoom から届くかどうかは、Zoom App Marketplace でエンドポイントを検証して確認してください。',
  'check.webhook.taken': '{{address}} はすでに使用中です。Chakushin 自身が待ち受けていれば問題ありません。',
  'check.websocket.mute': 'Zoom は着信イベントの接続を受け付けましたが、その後の応答がありません。',
  'check.call-history.ok': 'Zoom の通話履歴を読み取れます（本日の記録: {{entries}} 件）。',
  'check.clock.ok': 'このコンピューターの時計は正確です（Zoom との差: {{seconds}} 秒）。',
  'check.clock.ahead':
    'このコンピューターの時計は {{seconds}} 秒進んでいます。Chakushin が自動で補正します。',
  'check.clock.behind':
    'このコンピューターの時計は {{seconds}} 秒遅れています。Chakushin が自動で補正します。',
  'check.clock.far-ahead':
    'このコンピューターの時計は {{seconds}} 秒進んでいます。着信は表示されますが時刻が正しくならず、安全な接続もできなくなるおそれがあります。',
  'check.clock.far-behind':
    'このコンピューターの時計は {{seconds}} 秒遅れています。着信は表示されますが時刻が正しくならず、安全な接続もできなくなるおそれがあります。',
  'check.clock.unknown': 'Zoom から時刻を取得できないため、時計を確認できません。',
  'check.connectors.ok': '設定済みの CRM はすべて応答しました: {{names}}',
  'check.connectors.none': 'CRM は設定されていません。',
  'check.contacts.ok': '連絡先ファイルを読み込みました（{{people}} 人、電話番号 {{numbers}} 件）。',
  'check.contacts.none': '連絡先ファイルは未設定です。カードには Zoom から届く発信者の情報だけを表示します。',
  'check.database.ok': '着信履歴を保存できます。',

  'check.settings.none': 'Zoom アカウントがまだ設定されていません。',
  'check.token.wrong-client-secret':
    'Zoom がクライアントシークレットを受け付けません（{{detail}}）。入力に誤りがあるか、Marketplace で作り直されています。',
  'check.token.wrong-client':
    'このクライアント ID とクライアントシークレットの組み合わせを Zoom が受け付けません（{{detail}}）。どちらかに誤りがあるか、アプリが削除されています。',
  'check.token.wrong-account':
    'クライアント ID とクライアントシークレットに問題は見つかりませんが、サインインを拒否されました（{{detail}}）。アカウント ID の誤りと考えられます。',
  'check.websocket.live':
    '{{since}} から Zoom に接続しています。最後の受信は {{frame}} 秒前、ハートビートの応答は {{beat}} 秒前、本日の接続は {{connects}} 回です。',
  'check.websocket.live-new':
    '{{since}} から Zoom に接続しています。最初のハートビートへの応答を待っています（本日の接続回数: {{connects}} 回）。',
  'check.websocket.live-mute':
    '{{since}} から Zoom に接続していますが、ハートビートへの応答が {{beat}} 秒間ありません。着信が表示されない可能性があります（本日の接続回数: {{connects}} 回）。',
  'check.websocket.live-connecting': 'Zoom に接続しています。',
  'check.what.notifications': 'システムの通知',
  'check.notifications.none': 'システムの通知: 通知はアプリだけが表示するため、確認していません。',
  'check.notifications.ok': 'システムの通知を表示できます。',
  'check.notifications.not-needed': 'この環境ではシステムの通知は不要です。着信はカードに表示されます。',
  'check.notifications.denied':
    'システムの通知が許可されていません。着信はカードだけに表示されます。カードを最前面に表示できない環境では、着信に気付けません。',
  'check.notifications.unsupported':
    'このシステムでは通知を表示できません。着信はカードだけに表示されます。カードを最前面に表示できない環境では、着信に気付けません。',

  'remedy.settings': '設定画面、settings.json、または上記の環境変数の値を修正し、もう一度確認してください。',
  'remedy.account':
    'Zoom の管理者に、Zoom アプリを一度だけ作成してもらってください。アプリの 4 つの値を、設定画面または環境変数 ZOOM_… に入力します。',
  'remedy.keychain.no-library':
    'Linux では libsecret（Debian と Ubuntu では libsecret-1-0）をインストールしてください。Windows と macOS では Chakushin をもう一度インストールしてください。',
  'remedy.keychain.no-service':
    'デスクトップにログインしてください。Linux では GNOME Keyring や KWallet などのキーリングが動作している必要があります。',
  'remedy.keychain.locked': '{{keychain}}のロックを解除するか、ログインし直してください。',
  'remedy.keychain.timed-out':
    '{{keychain}}のパスワードを求めるウィンドウがほかのウィンドウの後ろにないか確認し、入力してから、もう一度確認してください。',
  'remedy.ca-file':
    'ネットワーク管理者から証明書ファイルを受け取り、設定の「追加の証明書」（network.caFile）で指定してください。不要なネットワークでは、この設定を空にしてください。',
  'remedy.network':
    'このコンピューターのブラウザーで https://zoom.us を開いてみてください。開けない場合は、ネットワークを確認してください。開ける場合は、zoom.us、api.zoom.us、ws.zoom.us への接続が許可されているかネットワーク管理者に確認してください。',
  'remedy.proxy':
    '許可が必要なアドレスは zoom.us、api.zoom.us、ws.zoom.us です（ws.zoom.us は WebSocket）。ターミナルでは環境変数 https_proxy と no_proxy も確認してください。',
  'remedy.certificate':
    '時計をほかの時計と比べてください。合っている場合は、証明書を PEM 形式で保存し、設定の「追加の証明書」（network.caFile）で指定してください。',
  'remedy.closed':
    'もう一度確認してください。続く場合は、同じイベントサブスクリプションを使うプログラムがほかにないか確認してください。',
  'remedy.broken':
    'もう一度確認してください。続く場合は、ファイアウォールが ws.zoom.us への WebSocket 接続を切っていないかネットワーク管理者に確認してください。',
  'remedy.silent':
    'もう一度確認してください。続く場合は、ws.zoom.us への WebSocket 接続が遮断されていないかネットワーク管理者に確認してください。',
  'remedy.no-welcome':
    'もう一度確認してください。続く場合は https://status.zoom.us を確認してください。ネットワーク管理者には、プロキシが ws.zoom.us への WebSocket 接続を遮断していないか確認してください。',
  'remedy.turned-away':
    '1 分ほど待って、もう一度確認してください。続く場合は、Zoom App Marketplace のイベントサブスクリプションを Zoom の管理者に確認してもらってください。',
  'remedy.evicted':
    '同じサブスクリプション ID を使っているコンピューターやプログラムを探し、それぞれに専用のイベントサブスクリプションを作成してください。',
  'remedy.rate-limited':
    '数分待って、もう一度確認してください。同じ Zoom アカウントを使うほかのプログラムのリクエストも合計されます。',
  'remedy.port-taken': 'そのプログラムを終了するか、別のポートを選んでください。',
  'remedy.cannot-listen': '別のアドレスかポートを選んでください。',
  'remedy.agent-needs-account':
    'Zoom アプリの認証情報を設定画面または環境変数 ZOOM_… に入力するか、内線番号で指定してください。',
  'remedy.internal': 'この診断結果を添えて、サポートにお知らせください。',
  'remedy.zoom-trouble': 'https://status.zoom.us を確認し、しばらくしてからもう一度お試しください。',
  'remedy.zoom-refused':
    'Zoom のメッセージを Zoom の管理者に伝えてください。内線番号で指定すれば、検索は不要です。',
  'remedy.credentials':
    'Zoom App Marketplace の App Credentials から、3 つの値をコピーし直してください。前後に空白が入らないようにご注意ください。',
  'remedy.grant':
    'Zoom の管理者に Server-to-Server OAuth アプリを作成してもらい、4 つの値を入力してください。',
  'remedy.app-disabled':
    'Zoom の管理者に、Zoom App Marketplace の Activation で、アプリを有効化してもらってください。',
  'remedy.owner-gone': '今後も在籍する Zoom の管理者にアプリを作り直してもらい、4 つの値を入力してください。',
  'remedy.subscription':
    'サブスクリプションのエンドポイント URL をコピーし直し、設定の「サブスクリプション ID」に入力してください。ターミナルでは環境変数 ZOOM_SUBSCRIPTION_ID です。配信方法が WebSocket で、同じアプリのサブスクリプションである必要があります。',
  'remedy.scope':
    'Zoom の管理者に、Zoom App Marketplace でスコープを追加し、アプリを有効化し直してもらってください。',
  'remedy.agent-not-found':
    '設定の「Zoom Phone ユーザー」を、Zoom ウェブポータルのユーザー一覧と照らし合わせてください。ターミナルでは環境変数 ZOOM_AGENT です。Zoom Phone のライセンスも必要です。',
  'remedy.agent-scope':
    'Zoom の管理者に、Zoom App Marketplace でスコープを追加し、アプリを有効化し直してもらってください。内線番号を使う場合は、設定の「Zoom Phone ユーザー」（ターミナルでは環境変数 ZOOM_AGENT）に入力してください。',
  'remedy.scopes.missing':
    'Zoom の管理者に、Zoom App Marketplace の Scopes で追加し、アプリを有効化し直してもらってください。',
  'remedy.scopes.more':
    'Zoom の管理者に Zoom App Marketplace（Manage → アプリ → Scopes）で削除してもらってください。クライアントシークレットが漏れると、これらのスコープもすべて悪用されるおそれがあります。',
  'remedy.history-unreadable':
    '1 分ほど待って、もう一度確認してください（通話の直後は数秒かかります）。続く場合は https://status.zoom.us をご覧ください。',
  'remedy.history-unreachable':
    'ネットワークを確認し、アプリから api.zoom.us に接続できるかネットワーク管理者に確認してください。',
  'remedy.clock': 'システムの設定で、日付と時刻の自動設定をオンにしてください。',
  'remedy.connectors':
    '「連絡先と CRM」で CRM の設定を修正するか、サインインし直してください。ターミナルでは「connectors」（settings.json）と「npm run -s cli -- sign-in」を使います。着信の表示には影響しません。',
  'remedy.contacts':
    'ファイルを修正するか、「連絡先と CRM」で別のファイルを選び、もう一度確認してください。ターミナルでは環境変数 CHAKUSHIN_CONTACTS で指定します。',
  'remedy.history-damaged':
    '今は何もする必要はありません。繰り返す場合は、このコンピューターのディスクを点検してもらってください。',
  'remedy.history-unwritable':
    'ディスクの空き容量を増やし、Chakushin の設定があるフォルダーに書き込めることを確認してください。',
  'remedy.history-newer': 'このコンピューターの Chakushin を最新バージョンに更新してください。',
  'remedy.took-too-long':
    'もう一度確認してください。続く場合は、コンピューターを再起動し、管理者に知らせてください。',
  'remedy.internal-error':
    'もう一度確認してください。続く場合は、この診断結果を添えてサポートにお知らせください。',

  'remedy.credentials-client-secret':
    'Zoom App Marketplace の App Credentials から、クライアントシークレットをコピーし直してください。前後に空白が入らないようにご注意ください。',
  'remedy.credentials-client':
    'App Credentials から、クライアント ID とクライアントシークレットをコピーし直してください。前後に空白が入らないようにご注意ください。',
  'remedy.credentials-account':
    'Zoom App Marketplace の App Credentials から、アカウント ID をコピーし直してください。クライアント ID と同じ画面にあります。請求用のアカウント番号とは異なります。',
  'remedy.connecting': '数秒待って、もう一度確認してください。',
  'remedy.events-missing':
    'Zoom の管理者に Zoom App Marketplace で、アプリのイベントサブスクリプションを開いてもらってください。イベント「Callee phone is ringing」（phone.callee_ringing）を追加します。その後、自分の番号に電話をかけて確認してください。',
  'remedy.notifications.denied':
    'システムの設定の「通知」で Chakushin を許可し、勤務中は「{{quiet}}」をオフにしてください。',
  'remedy.notifications.unsupported':
    'このコンピューターに通知サービスを導入してもらうか、カードがいつも最前面に表示される場合は、アプリの設定で通知をオフにしてください。',

  'report.doctor.title': 'Chakushin 診断結果',
  'report.doctor.at': '確認日時: {{at}}',
  'report.doctor.version': 'バージョン: {{version}}',
  'report.doctor.os': 'システム: {{os}}',
  'report.doctor.electron': 'Electron のバージョン: {{electron}}',
  'report.doctor.language': '言語: {{language}}',
} as const;
