package e2e

import (
	"encoding/json"
	"fmt"
)

// fillIn finds the form that leads to an address, opens what hides it, puts
// values into its fields as a person would, and sends it by its button.
const fillIn = `((action, values, button) => {
  const forms = [...document.forms].filter(f => f.getAttribute("action")?.endsWith(action) || f.querySelector('[formaction$="' + action + '"]'));
  const form = forms.find(f => Object.keys(values).every(name => f.elements[name])) || forms[0];
  if (!form) return "no form for " + action;
  for (let d = form.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
  for (const [name, value] of Object.entries(values)) {
    const found = form.elements[name];
    if (!found) return "no field " + name;
    const all = found instanceof RadioNodeList ? [...found] : [found];
    if (all[0].type === "radio" || all[0].type === "checkbox") {
      const one = all.find(f => f.value === value) || (all.length === 1 && all[0]);
      if (!one) return "no choice " + value + " of " + name;
      if (!one.checked) one.click();
      continue;
    }
    if (all[0].tagName === "SELECT") {
      const option = [...all[0].options].find(o => o.value === value || (value !== "" && o.text.includes(value)));
      if (!option) return "no option " + value + " of " + name + ": " + [...all[0].options].map(o => o.text).join("; ");
      all[0].value = option.value;
    } else all[0].value = value;
    all[0].dispatchEvent(new Event("input", {bubbles: true}));
    all[0].dispatchEvent(new Event("change", {bubbles: true}));
  }
  const send = form.querySelector(button || '[formaction$="' + action + '"]') || form.querySelector("[type=submit]");
  window.sent = true;
  send.click();
  return "";
})(%s)`

// send fills in the form that leads to an address, sends it, and waits for the
// page that comes after it.
func (v *tab) send(action string, values map[string]string) { v.sendBy(action, "", values) }

func (v *tab) sendBy(action, button string, values map[string]string) {
	v.t.Helper()
	if values == nil {
		values = map[string]string{}
	}
	given, err := json.Marshal([]any{action, values, button})
	must(v.t, err)
	if fault := eval[string](v, fmt.Sprintf(fillIn, "..."+string(given))); fault != "" {
		v.fail("%s", fault)
	}
	v.until("the answer to "+action, "!window.sent")
	if eval[bool](v, `Boolean(document.querySelector(".summary, .errors, [role=alert].bad"))`) {
		v.fail("%s was refused", action)
	}
}
