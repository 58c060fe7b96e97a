/** Japanese: the Welcome page. */
export const welcomeJa = {
  'welcome.heading': '初期設定',
  'welcome.steps': '設定の手順',
  'welcome.step.start': '開始',
  'welcome.step.account': 'Zoom アカウント',
  'welcome.step.agent': 'ユーザー',
  'welcome.step.contacts': '連絡先',
  'welcome.step.card': 'カード',
  'welcome.step.done': '完了',
  'welcome.back': '戻る',
  'welcome.next': '次へ',
  'welcome.skip': 'あとで設定する',

  'welcome.start.heading': 'どちらから始めますか？',
  'welcome.start.lead':
    'Chakushin は、Zoom Phone の着信時に、誰からどの回線でかかってきたかを電話に出る前に表示します。設定は 2 分ほどで完了します。',
  'welcome.try.title': '模擬 Zoom で試す',
  'welcome.try.text':
    'アカウントは不要です。このコンピューターですぐにテスト着信を表示します。記録は一切残りません。',
  'welcome.try.button': '試してみる',
  'welcome.connect.title': '自社の Zoom アカウントに接続する',
  'welcome.connect.text':
    'Zoom App Marketplace のアプリが必要です。Zoom の管理者が一度だけ作成します。手順は次の画面でご案内します。',
  'welcome.connect.button': 'Zoom を設定する',
  'welcome.trial.heading': 'お試し中です',
  'welcome.trial.starting': '模擬 Zoom を起動しています。まもなくテスト着信があります。',
  'welcome.trial.running': 'テスト着信がありました。次の点をご確認ください。',
  'welcome.trial.card': '画面の{{corner}}にカードが表示されます。文字の入力を妨げることはありません。',
  'welcome.trial.copy': '電話番号をクリックするとコピーできます。',
  'welcome.trial.tray':
    '{{tray}}のアイコンで接続の状態が分かります。メニューから、最近の着信の確認やカードの表示の一時停止ができます。',
  'welcome.trial.paused':
    'カードの表示を一時停止しているため、カードは表示されません。{{tray}}のメニューから再開してください。',
  'welcome.trial.again': 'もう一度着信させる',
  'welcome.trial.end': 'お試しを終了して Zoom を設定する',
  'welcome.trial.rings': 'テスト着信を表示しました。',
  'welcome.trial.failed':
    '模擬 Zoom を起動できませんでした（{{cause}}）。Chakushin を再起動して、もう一度お試しください。',

  'welcome.account.heading': '自社の Zoom アカウントに接続する',
  'welcome.account.lead':
    '次の 5 つの手順は、Zoom の管理者が一度だけ行います。すでに 4 つの値をお持ちの場合は、ここに入力してテストしてください。',
  'welcome.create.title': 'アプリを作成する',
  'welcome.create.text':
    'Zoom App Marketplace を開き、管理者としてサインインします。「Develop」→「Build App」→「Server-to-Server OAuth App」の順に選びます。アプリ名は自由に付けられます。',
  'welcome.create.open': 'Marketplace を開く',
  'welcome.create.picture':
    '図: メニュー「Develop」を開き「Build App」に印が付いています。その横のアプリの種類では「Server-to-Server OAuth」に印が付いています。',
  'welcome.credentials.title': '認証情報をコピーする',
  'welcome.credentials.text':
    'アプリの「App Credentials」ページに 3 つの値が表示されます。それぞれの横にコピーボタンがあります。',
  'welcome.credentials.picture':
    '図: 「App Credentials」ページの 3 つの行に A から C の印が付いています。上から「Account ID」「Client ID」「Client Secret」です。',
  'welcome.rights.title': 'スコープを追加する',
  'welcome.rights.text':
    '「Scopes」ページで「Add Scopes」を選び、次の 4 つを追加します。ほかのスコープは追加しないでください（クライアントシークレットを入手した人は、スコープの範囲のすべての操作ができます）。',
  'welcome.rights.copy': 'スコープをコピー',
  'welcome.rights.picture': '図: 「Scopes」ページの「Add Scopes」ボタンに印が付いています。',
  'welcome.scope.calls': '着信イベント',
  'welcome.scope.history': 'オフライン中の着信',
  'welcome.scope.user': 'ユーザーをメールアドレスで検索するため（内線番号で指定する場合は不要）',
  'welcome.scope.phone-user': 'ユーザーの内線番号を調べるため（内線番号で指定する場合は不要）',
  'welcome.events.title': '着信イベントのサブスクリプションを追加する',
  'welcome.events.text':
    '「Feature」→「Event Subscriptions」でサブスクリプションを追加し、配信方法に「WebSocket」を選びます。「Phone」から次のイベントを追加して保存すると、エンドポイント URL が表示されます。サブスクリプションはコンピューターごとに 1 つ必要です。',
  'welcome.events.list': '追加するイベント',
  'welcome.events.picture':
    '図: 「Event Subscriptions」ページで配信方法「WebSocket」に印が付いています。その下のエンドポイント URL には D の印が付いています。',
  'welcome.event.ringing': '着信',
  'welcome.event.answered': '応答',
  'welcome.event.missed': '不在着信',
  'welcome.event.rejected': '拒否',
  'welcome.event.ended': '終了',
  'welcome.event.hold': '保留',
  'welcome.event.unhold': '保留解除',
  'welcome.event.blind': 'ブラインド転送の開始',
  'welcome.event.warm': 'ウォーム転送（相談転送）の開始',
  'welcome.event.warm-completed': 'ウォーム転送（相談転送）の完了',
  'welcome.event.warm-cancelled': 'ウォーム転送（相談転送）の取り消し',
  'welcome.event.voicemail': 'ボイスメールの受信（任意）',
  'welcome.activate.title': 'アプリを有効にしてテストする',
  'welcome.activate.text':
    '「Activation」ページで「Activate your app」を選び、ここでテストします。問題がなければ設定が保存され、Chakushin が接続します。',

  'welcome.field.accountId.help': '図の A の値です。請求用のアカウント番号とは異なります。',
  'welcome.field.clientId.help': '図の B の値です。',
  'welcome.field.clientSecret.help': '図の C の値です。',
  'welcome.field.endpoint': 'エンドポイント URL',
  'welcome.field.subscriptionId.help':
    '図の D の値です。URL 全体を貼り付けてください。サブスクリプション ID を自動で取り出します。',
  'welcome.field.required': '値を入力してください。',
  'welcome.field.no-subscription':
    'サブスクリプション ID が見つかりません。wss:// で始まるエンドポイント URL 全体をコピーしてください。',
  'welcome.field.check': 'ご確認ください: {{sentence}}',
  'welcome.secret.none':
    '未入力です。保存すると、このコンピューターの{{keychain}}に格納し、以後は画面に表示しません。',
  'welcome.secret.asked': '{{keychain}}を確認しています…',
  'welcome.secret.entered': '入力済みです（表示しません）。設定の保存時に{{keychain}}に保存します。',
  'welcome.secret.stored': '{{keychain}}に保存済みです。変更しない場合は空欄のままにしてください。',
  'welcome.secret.this-run':
    'Chakushin を終了するまで使用します。ファイルには保存しないため、次回の起動時に再入力が必要です。{{why}}{{remedy}}',
  'welcome.secret.unreadable': '保存されているか確認できません。ここで入力してください。{{why}}{{remedy}}',
  'welcome.saving': '保存しています。{{keychain}}のパスワードを求められることがあります。',
  'welcome.saved': '保存しました。自動的に接続します。',
  'welcome.save-anyway': 'このまま保存',
  'welcome.incomplete': '入力内容に不足があります。印の付いた項目をご確認ください。',

  'welcome.test.heading': 'テストの結果',
  'welcome.test.run': 'テストして接続',
  'welcome.test.stop': 'テストを中止',
  'welcome.test.passed': '着信の表示に必要な項目はすべて正常です。',
  'welcome.test.failed_other': '問題が {{count}} 件あります。テストの結果をご確認ください。',
  'welcome.test.not-sure': '確認できなかった項目があります。テストの結果をご確認ください。',

  'welcome.agent.heading': '誰の着信を表示しますか？',
  'welcome.agent.lead': '自分の Zoom Phone ユーザーを指定すると、自分宛ての着信だけを表示します。',
  'welcome.agent.label': '自分の Zoom Phone ユーザー',
  'welcome.agent.help':
    'Zoom のメールアドレス、内線番号、またはユーザー ID を入力します。内線番号の場合、必要なスコープが 2 つ少なくなります。',
  'welcome.agent.everyone':
    '空欄のままにすると、ほかのユーザー宛ても含め、アカウントのすべての着信が表示されます。代表電話の受付など、必要な場合に限って空欄にしてください。',
  'welcome.agent.test': 'テスト',

  'welcome.contacts.heading': '相手の情報をどこから探しますか？',
  'welcome.contacts.lead':
    '発信者の情報を、連絡先ファイルや CRM から検索します（併用もできます）。どちらも設定しない場合は、Zoom から届く情報だけを表示します。',
  'welcome.contacts.help':
    '見出し行（氏名、会社名、電話番号など）のある CSV、または vCard。CRM、Outlook、電話機などから書き出せます。ファイルは元の場所のまま使用し、変更されると自動的に読み込み直します。',
  'welcome.contacts.none': '未選択',
  'welcome.contacts.choose': 'ファイルを選択…',
  'welcome.contacts.clear': 'ファイルを使わない',
  'welcome.contacts.dialog': '連絡先ファイルの選択',
  'welcome.contacts.kind': 'CSV または vCard',
  'welcome.contacts.read': '読み込みの結果',
  'welcome.crm.title': 'CRM と連携する',
  'welcome.crm.text':
    'Salesforce、HubSpot、kintone などを、着信のたびに検索します。専用のページで設定します。',
  'welcome.crm.button': 'CRM を設定する',

  'welcome.card.heading': 'カードをどこに表示しますか？',
  'welcome.card.lead':
    '着信中は、ほかのウィンドウより手前に表示されます。あとからドラッグして移動することもできます。',
  'welcome.card.corner': '表示する位置',
  'welcome.card.sample': 'テスト着信を表示',
  'welcome.card.shown': 'テスト着信を表示しました。画面の{{corner}}のカードをご確認ください。',

  'welcome.done.heading': '準備が完了しました',
  'welcome.done.heading.not-yet': 'あと少しで完了です',
  'welcome.done.waits': 'Chakushin は{{tray}}で待機します。このウィンドウは閉じても構いません。',
  'welcome.done.rings': '着信があると、カードが自動的に表示されます。',
  'welcome.done.nothing':
    '電話が鳴ってもカードが表示されない場合は、「診断」で原因と対処方法を確認できます。',
  'welcome.done.links': '次のステップ',
} as const;
