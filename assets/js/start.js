// Says that scripts run, and starts the components of the design system that a page holds.
import { createAll, isSupported } from "govuk-frontend";

export function start(components) {
  document.body.classList.add("js-enabled");
  if ("noModule" in HTMLScriptElement.prototype) {
    document.body.classList.add("govuk-frontend-supported");
  }
  if (isSupported()) {
    components.forEach(([Component, options]) => createAll(Component, options));
  }
}
