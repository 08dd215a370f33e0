package web

import (
	"parindex/internal/appraisal"
	"parindex/internal/httpx"
	"parindex/internal/i18n"
	"parindex/internal/par"
)

// homeQueues shows an appraiser how far he has come in each round that is
// being appraised, for the first time or again.
func (h *handlers) homeQueues(r *httpx.Request, v *homeView) error {
	if !r.Actor.Has(par.Appraiser) {
		return nil
	}
	queues, err := h.Appraisals.MyRounds(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	for _, queue := range queues {
		if queue.Round.State == par.Explanation {
			v.addSeconds(queue)
		}
		if queue.Round.State != par.Appraisal1 && queue.Round.State != par.Appraisal2 {
			continue
		}
		v.Queues = append(v.Queues, queueOf(v.P, queue))
		asked := v.addSeconds(queue)
		if left := len(queue.Items) - queue.Done - asked; left > 0 {
			v.Work = append(v.Work, workItem{
				Icon: "pen", Title: v.P.N(appraiseKey(queue), left, "round", queue.Round.Title), Text: untilText(v.P, queue.Round, r.Now),
				Href: queuePath(queue.Round.ID, appraisal.Filter{Show: appraisal.ShowOpen}), Button: v.P.T("home.open_queue"),
				Deadline: queueCloses(queue),
			})
		}
	}
	return nil
}

// addSeconds shows the second opinions that are asked of the appraiser, and
// returns how many wait.
func (v *homeView) addSeconds(q appraisal.Queue) int {
	n, first := 0, ""
	for _, item := range q.Items {
		if item.Second && !item.Done {
			n++
			if first == "" {
				first = itemPath(item, appraisal.Filter{})
			}
		}
	}
	if n > 0 {
		v.Work = append(v.Work, workItem{
			First: true, Icon: "eye", Title: v.P.N("home.seconds", n, "round", q.Round.Title), Text: v.P.T("home.seconds_text"),
			Href: first, Button: v.P.T("common.open"), Deadline: queueCloses(q),
		})
	}
	return n
}

func appraiseKey(q appraisal.Queue) string {
	if q.Round.State == par.Appraisal2 {
		return "home.appraise_again"
	}
	return "home.appraise"
}

func queueOf(p i18n.Printer, q appraisal.Queue) queueLine {
	return queueLine{
		Title: q.Round.Title, Text: p.T("home.appraised_of", "done", q.Done, "total", len(q.Items)), Done: q.Done, Total: len(q.Items),
		Label: p.T("home.appraised_of", "done", q.Done, "total", len(q.Items)), Href: queuePath(q.Round.ID, appraisal.Filter{}),
	}
}
