/** Styles of the button and its frame, in their own shadow tree: the hospital's page and they do not touch. */
export const LAUNCHER_STYLES = `
:host{all:initial}
[hidden]{display:none!important}
button{position:fixed;z-index:2147483000;inset-block-end:1rem;inset-inline-end:1rem;
min-height:3rem;padding:.5rem 1.25rem;font:600 1.125rem/1.3 system-ui,sans-serif;cursor:pointer;
color:var(--text,#fff);background:var(--color,#2b5a5e);border:2px solid #fff;border-radius:2rem;
box-shadow:0 2px 10px rgb(0 0 0/.35)}
button:focus-visible{outline:3px solid #1d4ed8;outline-offset:3px;box-shadow:0 0 0 3px #fff}
button.left{inset-inline:1rem auto}
div{position:fixed;z-index:2147483000;inset-block-end:5rem;inset-inline-end:1rem;display:flex;flex-direction:column;
width:min(26rem,calc(100vw - 2rem));height:min(44rem,calc(100dvh - 6rem));overflow:hidden;
background:#faf6f0;border:1px solid #857a6d;border-radius:1rem;box-shadow:0 4px 24px rgb(0 0 0/.35)}
div.left{inset-inline:1rem auto}
div.ready{inset-block-end:1rem}
div.ready:not([hidden])+button{display:none}
iframe{flex:1;width:100%;border:0;color-scheme:light dark}
p{margin:0;font:1rem/1.5 system-ui,sans-serif;color:#2a2521}
p:not(:empty){padding:1rem}
@media (max-width:30rem),(max-height:30rem){
div,div.left,div.ready{inset:0;width:auto;height:auto;border:0;border-radius:0}}
@media (prefers-color-scheme:dark){div{background:#161412}p{color:#ebe4da}}
@media print{:host{display:none}}
`;
