// Scripts of staff pages.
import {
  Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload, NotificationBanner, PasswordInput,
  Radios, ServiceNavigation, SkipLink,
} from "govuk-frontend";
import { offerCopying } from "./js/copy.js";
import { offerPrinting } from "./js/print.js";
import { watchProgress } from "./js/progress.js";
import { start } from "./js/start.js";

start([
  [Button, { preventDoubleClick: true }], [CharacterCount], [Checkboxes], [ErrorSummary],
  [FileUpload], [NotificationBanner], [PasswordInput], [Radios], [ServiceNavigation], [SkipLink],
]);
offerCopying();
offerPrinting();
watchProgress();
