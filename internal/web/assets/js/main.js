// What every page gets: requests without reloading, menus, keys, questions
// before final acts, the countdown and the focus on what is wrong. Every page
// works without this file.
import 'htmx.org'
import { startConfirm } from './confirm.js'
import { startCountdown } from './countdown.js'
import { startErrors } from './errors.js'
import { startKeep } from './keep.js'
import { startKeys } from './keys.js'
import { startMenus } from './menus.js'
import { startForms } from './forms.js'
import { startFilter } from './filter.js'
import { startPolite } from './polite.js'

startMenus()
startKeys()
startConfirm()
startKeep()
startForms()
startFilter()
startCountdown()
startErrors()
startPolite()
