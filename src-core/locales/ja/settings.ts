/** Japanese: names and explanations of the settings (`setting.<path>`, `setting.<path>.help`), and the words of the settings page. */
export const settingsJa = {
  'notice.settings-file-damaged':
    '設定ファイルが壊れていたため、{{name}} として残し、既定の設定で起動しました。必要な設定をやり直すか、そのファイルを修正して読み込んでください。',
  'notice.secret-unreadable':
    'このコンピューターの{{keychain}}を読み取れないため、{{name}} を取得できません。ロックを解除して再接続するか、設定画面で入力し直してください（ターミナルでは環境変数に設定）。入力した値は Chakushin を終了するまで使用します。',

  'settings.lead': '変更はすぐに反映され、自動的に保存されます。再起動は不要です。',
  'settings.groups': '設定のカテゴリ',
  'settings.take': '設定の書き出しと読み込み',
  'settings.take.intro':
    '設定をファイルに保存して、バックアップや別のコンピューターへの移行に使えます。認証情報と、組織が管理する設定は含まれません。',
  'settings.export': '書き出す…',
  'settings.import': '読み込む…',
  'settings.saved': '保存しました。',

  'settings.group.general': '言語と起動',
  'settings.group.zoom': 'Zoom との接続',
  'settings.group.zoom.intro':
    'Zoom の管理者が一度だけ作成する Server-to-Server OAuth アプリの値を入力します。作成は Zoom App Marketplace で行います。値を変更すると、自動的に再接続します。',
  'settings.group.webhook': 'Webhook 受信',
  'settings.group.webhook.intro':
    '上の接続方法を利用できないアカウントや、1 台のサーバーでチームの着信を受信する場合に使用します。通常は設定不要です。',
  'settings.group.popup': '着信カード',
  'settings.group.screenPop': 'レコードを開くタイミング',
  'settings.group.screenPop.intro':
    '自動で開くのは番号が完全に一致したレコードだけで、1 回の着信につき 1 回です。ブラウザーが前面に出るため、入力中の文字がブラウザーに入力されることがあります。',
  'settings.group.sounds': '着信音',
  'settings.group.sounds.intro':
    'Zoom の着信音とは別に鳴らす音です。WAV、MP3、Ogg、Opus、FLAC、M4A、AAC のファイル（10 MB まで）も使えます。',
  'settings.group.pause': '表示しない時間帯',
  'settings.group.shortcuts': 'ショートカットキー',
  'settings.group.shortcuts.intro': 'ほかのアプリを操作しているときにも使えるキーの組み合わせです。',
  'settings.group.privacy': 'プライバシー',
  'settings.group.network': 'ネットワーク',

  'setting.language': '表示言語',
  'setting.language.help': 'このウィンドウ、カード、メッセージの言語です。',
  'settings.language.auto': '自動（システムと同じ）',
  'settings.language.ja': '日本語',
  'settings.language.en': '英語',
  'setting.country': '電話番号の国',
  'setting.country.help':
    '国番号のない電話番号を、この国の番号として扱います。オフィスがほかの国にある場合に変更してください。',
  'setting.startAtLogin': 'ログイン時に起動',
  'setting.startAtLogin.help': 'コンピューターにログインすると自動的に起動し、{{tray}}で待機します。',

  'setting.zoom.accountId': 'アカウント ID',
  'setting.zoom.accountId.help': 'Zoom App Marketplace の Manage → アプリ → App Credentials にあります。',
  'setting.zoom.clientId': 'クライアント ID',
  'setting.zoom.clientId.help': 'Zoom App Marketplace の Manage → アプリ → App Credentials にあります。',
  'setting.zoom.clientSecret': 'クライアントシークレット',
  'setting.zoom.clientSecret.help':
    'Zoom App Marketplace の App Credentials にある「Client Secret」です。このコンピューターの{{keychain}}だけに保存し、以後は画面に表示しません。',
  'setting.zoom.subscriptionId': 'サブスクリプション ID',
  'setting.zoom.subscriptionId.help':
    'Zoom App Marketplace の、アプリの Feature → Event Subscriptions にあります。配信方法は WebSocket です。エンドポイントの URL 全体を貼り付けることもできます。コンピューターごとに専用のサブスクリプションが必要です。',
  'setting.zoom.agent': 'Zoom Phone ユーザー',
  'setting.zoom.agent.help':
    '着信を表示するユーザーを、Zoom のメールアドレス、ユーザー ID、内線番号のいずれかで指定します。空欄の場合は、アカウントのすべての着信を表示します。',

  'setting.webhook.enabled': 'Webhook を受信',
  'setting.webhook.enabled.help':
    'Zoom からこのコンピューターに着信イベントが送信されます。シークレットトークンと、このコンピューターに転送される公開 https アドレスが必要です。',
  'setting.webhook.secretToken': 'シークレットトークン',
  'setting.webhook.secretToken.help':
    'Zoom App Marketplace の Manage → アプリ → Feature にある「Secret Token」です。このコンピューターの{{keychain}}だけに保存し、以後は画面に表示しません。',
  'setting.webhook.host': '待ち受けるアドレス',
  'setting.webhook.host.help':
    '127.0.0.1（空欄の場合も同じ）では、このコンピューター内のプログラムからの転送だけを受け取ります。別のコンピューターのプロキシから受け取る場合は 0.0.0.0 にしてください。',
  'setting.webhook.port': 'ポート番号',
  'setting.webhook.port.help': 'ほかのプログラムが同じポートを使っている場合に変更してください。',
  'setting.webhook.path': 'パス',
  'setting.webhook.path.help': 'Zoom に登録した URL のうち、ホスト名より後ろの部分です。「/」で始まります。',

  'setting.popup.corner': 'カードの表示位置',
  'setting.popup.corner.help':
    '「自動」では右上（Windows では右下）に表示します。ドラッグで動かすと、次回からその位置に表示します。',
  'settings.corner.auto': '自動',
  'settings.corner.top-right': '右上',
  'settings.corner.top-left': '左上',
  'settings.corner.bottom-right': '右下',
  'settings.corner.bottom-left': '左下',
  'setting.popup.display': '表示するディスプレイ',
  'setting.popup.display.help':
    '接続されていないディスプレイを選んでいる間は、メインディスプレイに表示します。',
  'settings.display.primary': 'メインディスプレイ',
  'settings.display.cursor': 'マウスポインターのあるディスプレイ',
  'settings.display.gone': 'ディスプレイ {{id}}（未接続）',
  'setting.popup.size': 'カードの大きさ',
  'setting.popup.size.help': '「小」は画面を広く使え、「大」は離れた席からも見やすくなります。',
  'settings.size.small': '小',
  'settings.size.normal': '標準',
  'settings.size.large': '大',
  'setting.popup.textSize': '文字の大きさ',
  'setting.popup.textSize.help': 'カードとこのウィンドウの文字に適用します。',
  'setting.popup.copy': 'コピーする番号の形式',
  'setting.popup.copy.help': 'お使いの CRM や電話で貼り付けやすい形式を選んでください。',
  'settings.copy.shown': '表示のとおり（090-1234-5678）',
  'settings.copy.e164': '国番号付き（+819012345678）',
  'settings.copy.digits': '数字のみ（09012345678）',
  'setting.popup.answered': '応答した着信のカード',
  'setting.popup.answered.help': '表示したままにすると、通話中も相手と通話時間を確認できます。',
  'settings.answered.stay': '通話が終わるまで表示する',
  'settings.answered.close': 'すぐに閉じる',
  'setting.popup.missed': '不在着信のカード',
  'setting.popup.missed.help': 'カードを閉じても、不在着信は履歴と{{tray}}のメニューに残ります。',
  'settings.missed.stay': '自分で閉じるまで表示する',
  'settings.missed.close': '数秒後に自動で閉じる',
  'setting.popup.wrapUpSeconds': '通話終了後にカードを残す時間',
  'setting.popup.wrapUpSeconds.help': '番号のコピーやレコードの確認に使える時間です。',
  'settings.seconds': '秒',
  'setting.popup.notification': 'システムの通知',
  'setting.popup.notification.help':
    '「自動」では、カードを最前面に表示できない環境（Linux の Wayland）でだけ通知します。',
  'settings.notification.auto': '自動',
  'settings.notification.always': '常に表示する',
  'settings.notification.never': '表示しない',

  'setting.screenPop': 'レコードをブラウザーで開くタイミング',
  'setting.screenPop.help':
    '「着信したとき」が最も早く開きます。「応答したとき」なら、入力中の作業を妨げません。',
  'settings.pop.ring': '着信したとき',
  'settings.pop.answer': '応答したとき',
  'settings.pop.click': '自分で開いたときのみ',
  'settings.pop.own': '着信の種類による（下の設定のとおり）',
  'settings.pop.each': '着信の種類ごとに設定する',
  'settings.pop.moment.ring': '着信中',
  'settings.pop.moment.answer': '応答後',
  'settings.pop.moment.click': 'カードのボタン',
  'settings.pop.action.nothing': '何もしない',
  'settings.pop.action.pane': 'カードに表示',
  'settings.pop.action.browser': 'ブラウザーで開く',
  'settings.pop.action.both': '両方',
  'settings.class.external': '外線の着信',
  'settings.class.internal': '内線の着信',
  'settings.class.queue': 'コールキュー・自動受付経由の着信',
  'settings.class.withheld': '非通知の着信',

  'setting.sounds.volume': '音量',
  'setting.sounds.volume.help': 'すべての着信音に適用します。0 にすると鳴りません。',
  'setting.sounds.external': '外線の着信音',
  'setting.sounds.external.help': '社外の番号から直接かかってきた着信です。',
  'setting.sounds.internal': '内線の着信音',
  'setting.sounds.internal.help': '社内の内線番号からの着信です。',
  'setting.sounds.queue': 'コールキュー・自動受付経由の着信音',
  'setting.sounds.queue.help': 'コールキュー、自動受付、共有回線グループを経由した着信です。',
  'setting.sounds.withheld': '非通知の着信音',
  'setting.sounds.withheld.help': '番号が通知されない着信です。',
  'settings.sound.none': 'なし',
  'settings.sound.chime': 'チャイム',
  'settings.sound.bell': 'ベル',
  'settings.sound.own': 'ファイル: {{file}}',
  'settings.sound.choose': 'ファイルを選択…',
  'settings.sound.hear': '試聴',
  'settings.sound.dialog': '着信音の選択',
  'settings.sound.files': '音声ファイル',
  'settings.sound.silent': '音量が 0 のため鳴りません。上の「音量」を上げてください。',

  'setting.pause.schedule': 'カードを表示しない時間帯',
  'setting.pause.schedule.help':
    '休憩中や営業時間外などに使います。その間の着信も履歴に残ります。終了が開始より早い場合は、翌日のその時刻までになります。',
  'settings.schedule.add': '時間帯を追加',
  'settings.schedule.remove': '削除',
  'settings.schedule.from': '開始',
  'settings.schedule.to': '終了',
  'settings.schedule.days': '曜日',
  'settings.schedule.none': '時間帯の指定はありません。カードはいつでも表示されます。',

  'setting.shortcuts.focus': 'カードに移動',
  'setting.shortcuts.focus.help':
    'カードをキーボードで操作できるようにします。Esc キーで元のアプリに戻ります。',
  'setting.shortcuts.copy': '番号をコピー',
  'setting.shortcuts.copy.help': '最も新しいカードの番号をコピーします。',
  'setting.shortcuts.open': 'レコードを開く',
  'setting.shortcuts.open.help': '最も新しいカードのレコードをブラウザーで開きます。',
  'setting.shortcuts.close': 'カードを閉じる',
  'setting.shortcuts.close.help': '最も新しいカードを閉じます。通話には影響しません。',
  'setting.shortcuts.pause': 'カードの表示を一時停止',
  'setting.shortcuts.pause.help': 'カードの表示を 30 分間一時停止します。もう一度押すと再開します。',
  'settings.shortcut.none': '未設定',
  'settings.shortcut.record': 'キーを登録…',
  'settings.shortcut.press': 'キーを押してください（Esc でキャンセル）',
  'settings.shortcut.clear': '解除',
  'settings.shortcut.unusable':
    '{{keys}} は使えません。Ctrl、Alt、Windows キー（Mac では Command）のいずれかと、英数字などのキーを組み合わせてください。ファンクションキーは単独でも使えます。',
  'settings.shortcut.unusable-pressed':
    'このキーは使えません。Ctrl、Alt、Windows キー（Mac では Command）のいずれかと、英数字などのキーを組み合わせてください。ファンクションキーは単独でも使えます。',
  'settings.shortcut.everyday':
    '{{keys}} を登録すると、ほかのすべてのアプリで使えなくなります。別の組み合わせにしてください。',
  'settings.shortcut.twice': '{{keys}} は別の操作に登録済みです。別の組み合わせにしてください。',
  'settings.shortcut.taken':
    '{{keys}} はほかのアプリかシステムが使用しているため、ここでは使えません。別の組み合わせにするか、使用元の設定で解除してください。',

  'setting.privacy.hideWhenLocked': '画面のロック中は名前と番号を隠す',
  'setting.privacy.hideWhenLocked.help': '席を離れている間、周囲には着信があることだけが分かります。',
  'setting.privacy.hideFromSharing': '画面共有にカードを映さない',
  'setting.privacy.hideFromSharing.help':
    'オンライン会議で画面を共有していても、相手に着信が見えません（Windows と macOS）。',
  'setting.privacy.retentionDays': '履歴の保存期間',
  'setting.privacy.retentionDays.help':
    'これより古い着信は削除されます。会社の規程に合わせて設定してください。短くすると、古い着信はすぐに削除されます。',
  'settings.days': '日',
  'settings.number.decrease': '減らす',
  'settings.number.increase': '増やす',

  'setting.network.caFile': '追加の証明書',
  'setting.network.caFile.help':
    '暗号化通信を検査する社内ネットワークで必要です。PEM または DER 形式の証明書ファイルをネットワーク管理者から受け取ってください。',
  'settings.ca.none': '未設定',
  'settings.ca.choose': 'ファイルを選択…',
  'settings.ca.clear': '解除',
  'settings.ca.dialog': '証明書ファイルの選択',
  'settings.ca.files': '証明書',
  'settings.ca.missing':
    'ファイルが見つかりません。このネットワークから Zoom に接続できないことがあります。選び直してください。',
  'settings.ca.unusable':
    'ファイルを読み取れないか、証明書でないものが含まれています。PEM 形式（「-----BEGIN CERTIFICATE-----」）か DER 形式の証明書を選んでください。',

  'setting.contacts': '連絡先ファイル',
  'setting.contactsColumns': '連絡先ファイルの列',
  'setting.connectors': 'CRM との連携',

  'settings.secret.unknown': '{{keychain}}を確認しています…',
  'settings.secret.none': '未設定です。',
  'settings.secret.stored': 'このコンピューターの{{keychain}}に保存済みです。',
  'settings.secret.this-run': 'Chakushin を終了するまで使用します（保存されていません）。{{why}}{{remedy}}',
  'settings.secret.unreadable': '読み取れません。{{why}}{{remedy}}',
  'settings.secret.variable': '環境変数 {{name}} で設定されています。',
  'settings.secret.enter': '貼り付けるか入力してください',
  'settings.secret.replace': '変更…',
  'settings.secret.save': '保存',
  'settings.secret.remove': '削除',
  'settings.secret.cancel': 'キャンセル',
  'settings.secret.saved': '{{name}}を{{keychain}}に保存しました。',
  'settings.secret.savedThisRun':
    '{{name}}を Chakushin の終了まで使用します（保存されていません）。{{why}}{{remedy}}',
  'settings.secret.removed': '{{name}}を削除しました。',
  'settings.secret.notRemoved':
    '{{name}}は使用しなくなりましたが、{{keychain}}に残っている可能性があります。{{why}}{{remedy}}',
  'settings.secret.unusable':
    'Zoom の認証情報として使えません。空白を含まない 500 文字以内の値を、もう一度コピーしてください。',

  'settings.lock.administrator': '組織によって管理されています（{{source}}）。',
  'settings.lock.variable': '環境変数 {{name}} で設定されています。',
  'settings.lock.trial': '模擬 Zoom に接続しています。お試しを終了すると、自分の設定を表示・変更できます。',

  'settings.error.missing': '接続に必要な項目です。',
  'settings.error.unusable': 'この値は正しくないため、使用していません。入力し直してください。',
  'settings.error.unusableAndLocked':
    '管理されている値が正しくないため、使用していません。組織の管理者に修正を依頼してください。',

  'settings.expected.text': 'この値は正しくありません。',
  'settings.expected.subscription':
    'サブスクリプション ID として読み取れません。「subscriptionId=」を含むエンドポイントの URL（wss://…）か、ID だけをコピーしてください。',
  'settings.expected.path':
    'パスは「/」で始め、空白・「?」・「#」を含めないでください（例: /zoom/webhook）。',
  'settings.expected.number': '{{min}} から {{max}} までの整数を入力してください。',
  'settings.expected.choice': '一覧の中から選んでください。',
  'settings.expected.schedule':
    'それぞれの時間帯に、1 つ以上の曜日と、「09:00」のような開始・終了の時刻が必要です。登録できるのは 20 件までです。',
  'settings.unknown': 'この設定は存在しません。ウィンドウを閉じて、開き直してください。',
  'settings.unwritable':
    '設定を保存できませんでした（{{cause}}）。変更前の値のままです。ディスクの空き容量と、フォルダーへの書き込み権限を確認してください: {{folder}}',

  'settings.file.kind': 'Chakushin の設定',
  'settings.export.dialog': '設定の書き出し',
  'settings.export.done':
    '{{file}} に書き出しました。認証情報は含まれないため、読み込み先で入力し直してください。',
  'settings.export.failed':
    '{{file}} に書き出せませんでした（{{cause}}）。空き容量があり、書き込み権限のあるフォルダーを選んでください。',
  'settings.import.dialog': '設定の読み込み',
  'settings.import.done': '設定を読み込み、反映しました。',
  'settings.import.left':
    '設定を読み込み、反映しました。次の項目は、管理されているか値が正しくないため、読み込んでいません: {{names}}',
  'settings.import.unreadable':
    '{{file}} を読み取れませんでした（{{cause}}）。ファイルの場所と読み取り権限を確認してください。',
  'settings.import.unusable':
    '{{file}} は Chakushin の設定ファイルではありません。書き出した設定ファイルを選んでください。',
} as const;
