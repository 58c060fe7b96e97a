/** 日本語: sounds, shortcuts, notifications and the card’s own comforts. */
export const comfortJa = {
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
