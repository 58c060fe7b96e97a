/** Japanese: the frame of the main window, and its page about the app. */
export const mainWindowJa = {
  'main.title': '{{page}} - Chakushin（着信）',
  'main.navigation': 'ページ',
  'main.page.welcome': '初期設定',
  'main.page.history': '履歴',
  'main.page.settings': '設定',
  'main.page.connectors': '連絡先と CRM',
  'main.page.doctor': '診断',
  'main.page.about': 'Chakushin について',
  'setting.named': '{{label}}（{{name}}）',
  'about.heading': 'Chakushin（着信）について',
  'about.lead':
    'Zoom Phone の着信時に、誰からどの回線でかかってきたかを顧客情報とともに表示します。オープンソースです。',
  'about.version': 'バージョン',
  'about.system': 'システム',
  'about.runtime': '実行環境',
  'about.folder': '設定・履歴・ログの場所',
  'about.licence': 'ライセンス',
  'about.copy': 'この内容をコピー',
  'about.openFolder': 'フォルダーを開く',
} as const;
