// Respondents: htmx for smooth pages, the outbox so that no answer depends on it.
import 'htmx.org/dist/htmx.esm.min.js';
import { watchRequests } from './messages.js';
import { startOutbox } from './outbox.js';

watchRequests();
startOutbox();
