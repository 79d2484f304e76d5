// One line on a hospital's page shows the checklist in its place: <script src="https://.../chat/embed.js" async></script>
(function () {
  var allowed = $origins;
  var script = document.currentScript;
  if (!script) return;
  if (allowed.indexOf(location.origin) < 0) {
    console.warn($refused, location.origin);
    return;
  }
  var frame = document.createElement("iframe");
  frame.src = new URL("/chat", script.src).href;
  frame.title = $title;
  frame.style.cssText = "display:block;width:100%;height:46rem;max-height:92vh;border:1px solid #b9c0c0;border-radius:16px";
  if (script.parentElement !== document.head) script.after(frame);
  else if (document.body) document.body.append(frame);
  else addEventListener("DOMContentLoaded", function () { document.body.append(frame); });
})();
