/** Japanese: what the settings of each CRM mean and where they are found there, and what comes of a trial. */
export const connectorsJa = {
  'connector.field.type': 'CRM の種類',
  'connector.field.id': '識別名',
  'connector.field.name': '表示名',
  'connector.field.name.help': '着信カードに表示する名前です。空欄の場合は製品名を表示します。',
  'connector.field.me': 'CRM での自分の名前または ID',
  'connector.field.me.help':
    'Zoom のメールアドレスではこの CRM の担当者と照合できない場合にのみ入力してください。同じ番号に複数の人がいるとき、自分の担当を先頭に表示します。',
  'connector.field.country': '電話番号の国',
  'connector.field.country.help':
    '国番号のない電話番号をどの国のものとして扱うかを、JP のような 2 文字で指定します。空欄の場合は設定の国を使います。',
  'connector.field.masks': '追加の表記',
  'connector.field.masks.help':
    '一般的な書き方のほかに使われている電話番号の表記です（例: 0##-###-####）。# は先頭の 0 を除いた番号の 1 桁を表します。10 件まで指定できます。',
  'connector.field.url': 'CRM の URL',
  'connector.field.apiUrl': 'API の URL',
  'connector.field.apiUrl.help': '画面の URL と異なる場合にのみ入力してください。通常は空欄で構いません。',
  'connector.field.clientId': 'クライアント ID',
  'connector.field.redirectPort': 'サインイン用のポート',
  'connector.field.redirectPort.help':
    'サインイン後、ブラウザーは http://localhost:4381/callback に戻ります。このポートをほかのプログラムが使っている場合にのみ変更し、CRM に登録した URL のポートも同じ番号にしてください。',
  'connector.field.secret': 'トークン',

  'connector.kintone.url.help':
    'ブラウザーで kintone を開いたときの URL の先頭部分です。例: https://サブドメイン.cybozu.com（または kintone.com）。クライアント証明書が必要な URL（s.cybozu.com）には対応していません。',
  'connector.kintone.app': 'アプリ ID',
  'connector.kintone.app.help':
    'ブラウザーでアプリを開いたときに、URL の /k/ の後に表示される数字です。https://サブドメイン.cybozu.com/k/12/ なら 12 です。',
  'connector.kintone.guestSpace': 'ゲストスペースの番号',
  'connector.kintone.guestSpace.help':
    'アプリがゲストスペースにある場合にのみ入力してください。https://サブドメイン.cybozu.com/k/guest/3/12/ なら 3 です。',
  'connector.kintone.fields': 'フィールドの指定',
  'connector.kintone.fields.help':
    '正しいフィールドが見つからない場合にのみ、フィールドコードまたはフィールド名を JSON で指定してください。例: {"phones": ["TEL"], "name": "氏名"}。ほかに company、reading、title、owner を指定できます。',
  'connector.kintone.show': 'カードに表示するフィールド',
  'connector.kintone.show.help':
    '追加で表示するフィールドのコードまたは名前です（6 件まで）。空欄の場合は、役立ちそうなものを自動で選びます。',
  'connector.kintone.secret': 'API トークン',
  'connector.kintone.secret.help':
    'このアプリの API トークンです。アプリの設定画面で「設定」タブの「API トークン」を開き、「レコード閲覧」を許可したトークンを生成してください。保存して「アプリを更新」を実行するまで、トークンは使えません。',

  'connector.salesforce.url.help':
    '自社のドメインです（例: https://acme.my.salesforce.com）。「設定」の「私のドメイン」にある「現在の [私のドメイン] の URL」で確認できます。',
  'connector.salesforce.clientId': 'コンシューマー鍵',
  'connector.salesforce.clientId.help':
    '「設定」の外部クライアントアプリケーションマネージャーでアプリを開き、「OAuth 設定」で確認できます。アプリは Salesforce の管理者が一度だけ作成します。',
  'connector.salesforce.objects': '検索の対象',
  'connector.salesforce.objects.help':
    'Salesforce で参照できないものは外してください。1 つでも含まれていると、検索全体が失敗します。',
  'connector.salesforce.secret.help':
    'トークンは不要です。ブラウザーでサインインします。外部クライアントアプリケーションのコールバック URL を http://localhost:4381/callback にしてください。',

  'connector.zoho.org': '組織',
  'connector.zoho.org.help':
    'Zoho CRM の各画面の URL で /crm/ の後に表示される部分です（例: org746753262）。',
  'connector.zoho.clientId.help':
    'Zoho API Console（api-console.zoho.jp。末尾はデータセンターにより異なります）に、サーバーベースのアプリケーションとして登録したクライアントのものです。',
  'connector.zoho.dc': 'データセンター',
  'connector.zoho.dc.help':
    'Zoho CRM の URL で「zoho.」の後に表示される部分です。crm.zoho.jp なら jp、crm.zoho.com なら com です。カナダは ca です。',
  'connector.zoho.url.help':
    '画面の URL が、データセンターの通常のもの（https://crm.zoho.jp など）と異なる場合にのみ入力してください。',
  'connector.zoho.modules': '検索の対象',
  'connector.zoho.modules.help':
    'Zoho CRM で参照できないものは外してください。1 つでも含まれていると、検索全体が失敗します。',
  'connector.zoho.secret': 'クライアントシークレット',
  'connector.zoho.secret.help':
    'Zoho API Console で同じクライアントを開き、「Client Secret」タブで確認できます。最初に一度入力し、続けてブラウザーでサインインします。クライアントの承認済みリダイレクト URI を http://localhost:4381/callback にしてください。',

  'connector.hubspot.portalId': 'Hub ID（アカウント番号）',
  'connector.hubspot.portalId.help':
    'アカウントの番号です。HubSpot の右上のアカウント名をクリックすると確認できます。コンタクト一覧の URL（app.hubspot.com/contacts/12345678）にもあります。',
  'connector.hubspot.url.help':
    'ブラウザーで HubSpot を開いたときの URL の先頭部分です。ヨーロッパのアカウントでは https://app-eu1.hubspot.com になります。',
  'connector.hubspot.secret': 'サービスキーまたはアクセストークン',
  'connector.hubspot.secret.help':
    'サービスキー（HubSpot の「開発」>「キー」>「サービスキー」）です。非公開アプリのアクセストークン（「開発」>「レガシーアプリ」のアプリの「認証」タブ）も使えます。スコープは crm.objects.contacts.read と crm.objects.companies.read が必要です。スーパー管理者が一度だけ作成します。',

  'connector.dynamics.url.help':
    'Dynamics 365 の画面の URL の先頭部分です（例: https://acme.crm7.dynamics.com）。',
  'connector.dynamics.clientId': 'アプリケーション（クライアント）ID',
  'connector.dynamics.clientId.help':
    'Microsoft Entra 管理センターの「アプリの登録」にある、アプリの概要ページで確認できます。アプリは管理者が一度だけ、パブリッククライアントとして登録します。委任されたアクセス許可は Dynamics CRM の user_impersonation です。',
  'connector.dynamics.tenant': 'ディレクトリ（テナント）',
  'connector.dynamics.tenant.help':
    '同じページにあるディレクトリ（テナント）ID、または acme.onmicrosoft.com のようなドメインです。空欄の場合は、サインインするアカウントに従います。',
  'connector.dynamics.appId': '画面を開くアプリ',
  'connector.dynamics.appId.help':
    'レコードを特定のアプリで開く場合にのみ、そのアプリの画面の URL で appid= の後に表示される値を入力してください。',
  'connector.dynamics.tables': '検索の対象',
  'connector.dynamics.tables.help':
    '潜在顧客（leads）は Dynamics 365 Sales にのみあります。お使いでない場合は外してください。',
  'connector.dynamics.secret.help':
    'トークンは不要です。ブラウザーでサインインします。アプリの登録の「認証」で、リダイレクト URI（モバイルとデスクトップ用）を追加してください。URI は http://localhost:4381/callback です。',

  'connector.zendesk.url.help':
    'ブラウザーで Zendesk を開いたときの URL の先頭部分です（例: https://acme.zendesk.com）。',
  'connector.zendesk.email': 'メールアドレス',
  'connector.zendesk.email.help':
    'Zendesk の検索に使うエージェントまたは管理者のメールアドレスです。API トークンと組み合わせて使います。',
  'connector.zendesk.phoneFields': '追加の電話番号フィールド',
  'connector.zendesk.phoneFields.help':
    '電話番号を入れている独自のユーザーフィールドのキーです（例: mobile_phone）。管理センターの「メンバー」>「設定」>「ユーザーフィールド」で確認できます。2 件まで指定でき、1 件ごとにリクエストが 1 回増えます。',
  'connector.zendesk.secret': 'API トークン',
  'connector.zendesk.secret.help':
    '管理センターの「アプリおよびインテグレーション」>「API」>「API トークン」で管理者が作成します。API トークンによるアクセスが無効になっている場合は、先に有効にしてください。トークンが表示されるのは作成時の一度だけです。',

  'connector.freshdesk.url.help':
    'ブラウザーで Freshdesk を開いたときの URL の先頭部分です（例: https://acme.freshdesk.com）。',
  'connector.freshdesk.secret': 'API キー',
  'connector.freshdesk.secret.help':
    '自分の API キーです。Freshdesk の右上にある自分の画像をクリックし、「プロフィール設定」の「API キーの表示」で確認できます。',

  'connector.pipedrive.url.help':
    'ブラウザーで Pipedrive を開いたときの URL の先頭部分です（例: https://acme.pipedrive.com）。',
  'connector.pipedrive.secret': 'API トークン',
  'connector.pipedrive.secret.help':
    '自分の API トークンです。Pipedrive の右上にあるメニューを開き、「個人設定」の「API」で確認できます。',

  'connector.zoom-contacts.secret.help':
    'トークンは不要です。設定済みの Zoom アプリを使います。アプリにはスコープ phone:read:list_external_contacts:admin が必要です。Zoom の管理者に、Zoom App Marketplace で追加してもらってください。',

  'connector.rest.file': 'CRM の定義ファイル',
  'connector.rest.file.help':
    'JSON の定義ファイルを選択します。3CX の CRM テンプレート（.xml）と RingCentral App Connect のプロキシ設定も使えます。',
  'connector.rest.url': '画面の URL',
  'connector.rest.url.help':
    'レコードの画面を開くサイトです（例: https://crm.example.com）。定義ファイルの指定より優先されます。定義ファイルに指定がない場合は必須です。',
  'connector.rest.apiUrl.help':
    'CRM を検索する URL です。定義ファイルの指定より優先されます。定義ファイルのとおりでよければ空欄で構いません。',
  'connector.rest.parameters': 'パラメーター',
  'connector.rest.parameters.help':
    '定義ファイルで必要とされる値を、名前ごとに JSON で入力してください（例: {"Workspace": "main"}）。認証情報は入力しないでください。',
  'connector.rest.secret': 'トークンまたはキー',
  'connector.rest.secret.help':
    '定義ファイルの {secret} に入る値です。Zammad では、ticket.agent 権限のアクセストークンです。EspoCRM では、API ユーザーの API キーです。Attio では、record_permission:read と object_configuration:read のトークンです。定義ファイルが求めていない場合は不要です。',

  'connector-trial.unusable': '検索していません。次の項目が未入力か、正しくありません: {{fields}}',
  'connector-trial.skipped':
    'この CRM では、内線番号、サービス番号、非通知の着信は検索しません。お客様の電話番号でお試しください。',
  'connector-trial.opening.alone': '自動で開けます（完全一致する人がこの CRM でほかにいないため）。',
  'connector-trial.opening.not-exact': '自動では開きません（番号が完全には一致していないため）。',
  'connector-trial.opening.shared': '自動では開きません（完全一致する人が複数いるため）。',
  'connector-trial.opening.no-page': '自動では開きません（レコードの画面がないため）。',
  'connector-trial.fault.network': '接続できません',
  'connector-trial.fault.timeout': '時間内に応答がありません',
  'connector-trial.fault.too-large': '応答が大きすぎます',
  'connector-trial.fault.certificate': '証明書を信頼できません',
  'connector-trial.fault.proxy': 'プロキシに拒否されました',

  'connectors.lead': '着信時に相手の情報を探す場所を設定します。変更は次の着信から反映されます。',
  'connectors.contacts.title': '連絡先',
  'connectors.contacts.help':
    'アドレス帳などから書き出した CSV または vCard のファイルです。ネットワークを使わずに検索でき、ファイルを更新すると自動的に読み込み直します。',
  'connectors.contacts.none': '未選択',
  'connectors.contacts.choose': 'ファイルを選択…',
  'connectors.contacts.clear': 'ファイルを使わない',
  'connectors.contacts.dialog': '連絡先ファイルの選択',
  'connectors.contacts.kind': 'CSV または vCard',
  'connectors.contacts.reading': 'ファイルを読み込んでいます…',
  'connectors.contacts.inUse': '使用中: {{people}} 人、電話番号 {{numbers}} 件',
  'connectors.contacts.before': '前回読み込んだ内容を引き続き使用中: {{people}} 人、電話番号 {{numbers}} 件',
  'connectors.crms.title': 'CRM との連携',
  'connectors.crms.intro':
    'すべての CRM を同時に検索します。一致の確かさが同じ相手は、この順番で表示します。',
  'connectors.crms.none': '連携している CRM はまだありません。',
  'connectors.crms.full': '連携できるのは {{count}} 件までです。不要なものを削除してください。',
  'connectors.add': 'CRM を追加…',
  'connectors.use': '使用する',
  'connectors.up': '上へ移動',
  'connectors.down': '下へ移動',
  'connectors.edit': '編集',
  'connectors.remove': '削除',
  'connectors.remove.title': '{{name}} を削除しますか？',
  'connectors.remove.text':
    '今後は検索しなくなり、サインイン情報もこのコンピューターから削除されます。CRM 側のデータは変わりません。',
  'connectors.keep': 'キャンセル',
  'connectors.removed': '{{name}} を削除しました。',
  'connectors.removed.secret-left':
    '{{name}} を削除しましたが、サインイン情報が{{keychain}}に残っている可能性があります。{{why}}{{remedy}}',
  'connectors.moved': '{{name}} を {{count}} 件中 {{place}} 番目に移動しました。',
  'connectors.gone': 'この CRM は一覧にありません。もう一度一覧をご確認ください。',
  'connectors.unknown-kind': '不明な種類の CRM',
  'connectors.standing.in-use': '使用中',
  'connectors.standing.tried': '使用中（直近のテストに応答あり）',
  'connectors.standing.off': 'オフ',
  'connectors.standing.unusable': '使用できません。未入力か、正しくない項目があります: {{fields}}',

  'connectors.kinds.title': 'どの CRM を追加しますか？',
  'connectors.kinds.lead':
    '顧客データは CRM に残ります。Chakushin は、着信した番号とテストした番号を検索するだけで、書き込みは行いません。',
  'connectors.kinds.other': 'その他の CRM（REST）',
  'connectors.kind.kintone': '1 つのアプリのレコードを、そのアプリの API トークンで検索します。',
  'connectors.kind.salesforce':
    '取引先責任者、リード、取引先を検索します。ブラウザーでサインインします（管理者による事前準備が一度必要です）。',
  'connectors.kind.zoho':
    '連絡先、見込み客、取引先を検索します。Zoho に登録したクライアントを使い、ブラウザーでサインインします。',
  'connectors.kind.hubspot': 'コンタクトと会社を、サービスキーまたは非公開アプリのトークンで検索します。',
  'connectors.kind.dynamics':
    '取引先担当者、取引先企業、潜在顧客を検索します。Microsoft アカウントでサインインします（管理者による事前準備が一度必要です）。',
  'connectors.kind.zendesk': 'エンドユーザーを、API トークンで検索します。',
  'connectors.kind.freshdesk': '連絡先を、自分の API キーで検索します。',
  'connectors.kind.pipedrive': '人物を、自分の API トークンで検索します。',
  'connectors.kind.zoom-contacts':
    'お使いの Zoom Phone アカウントの外部連絡先を検索します。追加のサインインは不要です。',
  'connectors.kind.rest':
    'REST API を備えた CRM と、定義ファイルを使って連携します。3CX の CRM テンプレートも使えます。',

  'connectors.form.new': '{{kind}} と連携',
  'connectors.form.locked': 'この設定は管理されています。サインインと番号のテストは行えます。',
  'connectors.form.more': 'その他の設定',
  'connectors.form.sign-in': 'サインイン',
  'connectors.form.save': '保存',
  'connectors.form.cancel': 'キャンセル',
  'connectors.form.incomplete': '未入力か、正しくない項目があります: {{fields}}',
  'connectors.form.saved': '{{name}} を保存しました。次の着信から検索します。',
  'connectors.form.saved-off': '{{name}} を保存しました（現在はオフです）。',
  'connectors.form.saved-without':
    '{{name}} を保存しましたが、サインインするまで検索できません。「編集」からサインインしてください。',
  'connectors.form.saved-this-run':
    '{{name}} を保存しましたが、サインイン情報は Chakushin の終了まで使用します（保存されていません）。{{why}}{{remedy}}',
  'connectors.form.unsure':
    'この名前で以前のサインイン情報が残っているか確認できません。ここで入力するか、あとでもう一度お試しください。{{why}}{{remedy}}',
  'connectors.file.dialog': 'CRM の定義ファイルの選択',
  'connectors.file.kind': 'CRM の定義ファイル（JSON または XML）',
  'connectors.error.missing': '入力してください。',
  'connectors.error.url':
    '「https://」で始まる URL を入力してください。ユーザー名や「?」以降の部分は含めないでください。',
  'connectors.error.number': '整数を入力してください。',
  'connectors.error.unusable': 'この値は正しくありません。項目の説明をご確認ください。',
  'connectors.error.file': 'ファイルを読み取れないか、CRM の定義ファイルではありません。',
  'connectors.error.place': '次の箇所が未入力か、正しくありません: {{place}}',
  'connectors.error.json': 'JSON として読み取れません（{{line}} 行目の {{column}} 文字目）。',
  'connectors.choice.salesforce.Contact': '取引先責任者',
  'connectors.choice.salesforce.Lead': 'リード',
  'connectors.choice.salesforce.Account': '取引先',
  'connectors.choice.zoho.Contacts': '連絡先',
  'connectors.choice.zoho.Leads': '見込み客',
  'connectors.choice.zoho.Accounts': '取引先',
  'connectors.choice.dynamics.contacts': '取引先担当者',
  'connectors.choice.dynamics.accounts': '取引先企業',
  'connectors.choice.dynamics.leads': '潜在顧客',

  'connectors.secret.none': '未入力です。',
  'connectors.secret.entered':
    '入力済みです。「保存」を押すと、このコンピューターの{{keychain}}に保存されます。',
  'connectors.secret.anew':
    '設定の変更により接続先が変わったため、もう一度入力してください。保存済みの値は新しい接続先には送信されません。',
  'connectors.secret.not-needed': 'トークンは不要です。',
  'connectors.sign-in.none': 'まだサインインしていません。',
  'connectors.sign-in.done':
    'サインイン済みです。「保存」を押すと、サインイン情報がこのコンピューターの{{keychain}}に保存されます。',
  'connectors.sign-in.anew':
    '設定の変更により接続先が変わったため、もう一度サインインしてください。保存済みのサインイン情報は新しい接続先には送信されません。',
  'connectors.sign-in.running': '開いたブラウザーで、5 分以内にサインインしてください。',
  'connectors.sign-in.button': 'ブラウザーでサインイン',
  'connectors.sign-in.stop': 'サインインを中止',
  'connectors.sign-in.redirect': 'CRM に登録するリダイレクト URI',
  'connectors.sign-in.copy': 'コピー',
  'connectors.sign-in.no-client-secret': '先にクライアントシークレットを入力してください。',

  'connectors.try.title': '番号でテスト',
  'connectors.try.label': '電話番号',
  'connectors.try.help':
    'この CRM に登録されている番号を入力してください。着信時と同じように検索します。画面が開いたり、データが変わったりすることはありません。',
  'connectors.try.button': '検索',
  'connectors.try.stop': '中止',
  'connectors.try.no-number': '電話番号として読み取れません。090-1234-5678 のように入力してください。',
  'connectors.try.running': '検索しています…',
  'connectors.try.found_other': '{{count}} 件見つかりました（{{ms}} ミリ秒）。',
  'connectors.try.nobody': 'この番号の登録はありません（{{ms}} ミリ秒）。',
  'connectors.try.no-answer': '有効な応答がありませんでした（{{ms}} ミリ秒）。',
  'connectors.try.matches': '見つかったレコード',
  'connectors.try.matched': '{{field}}: {{number}}',
  'connectors.try.where': 'レコードの場所: {{host}}',
  'connectors.try.requests': '送信したリクエスト',
  'connectors.try.note':
    '実際に送信した内容です。認証情報は伏せ、電話番号は形式と末尾の数字だけを表示しています。',
  'connectors.try.waiting': '応答待ち',
  'connectors.try.unfinished': '応答を待たずに中止',
  'connectors.try.outcome': '{{outcome}}（{{ms}} ミリ秒）',
  'connectors.grade.exact': '完全一致',
  'connectors.grade.national': '国内番号で一致',
  'connectors.grade.weak': '要確認',
} as const;
