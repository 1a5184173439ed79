/** The parts of Web Chat that are used: its script comes before this one. */
interface WebChatGlobal {
  createDirectLine(options: object): unknown;
  renderWebChat(props: object, element: HTMLElement): void;
}

/** Runs the unmodified Web Chat against this server. */
function run(): void {
  const { WebChat } = window as unknown as { WebChat: WebChatGlobal };
  const { lang } = document.documentElement;
  const element = document.querySelector<HTMLElement>('main');
  const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce;
  if (!element) return;
  const start = fetch('/v3/directline/tokens/generate', { method: 'POST' }).then((response) => response.json());
  start.then(({ token }: { token: string }) => {
    const directLine = WebChat.createDirectLine({
      domain: `${location.origin}/v3/directline`,
      token,
      conversationStartProperties: { locale: lang },
    });
    const styleOptions = { suggestedActionLayout: 'flow', hideUploadButton: true, rootHeight: '100%' };
    WebChat.renderWebChat({ directLine, locale: lang === 'es' ? 'es-ES' : 'en-US', nonce, styleOptions }, element);
  });
}

run();
