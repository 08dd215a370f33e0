package mail_test

import (
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"parindex/internal/mail"
	"parindex/internal/par"
)

var from = mail.From{Name: "Chỉ số CCHC Cần Thơ", Address: "cchc@cantho.example"}

var letter = mail.Message{
	ID: "01ab", Name: "Nguyễn Thị Lan", To: "lan@sotuphap.example", Subject: "Thông báo kết quả thẩm định: Sở Tư pháp\r\nBcc: kẻ.khác@x.example",
	Text: "Kính gửi bà Lan,\n\n12 tiêu chí bị trừ điểm.\n", At: 1_764_000_000_000_000,
	Files: []mail.File{{Name: "Thông báo số 12.docx", Content: []byte("nội dung")}},
}

// read is a letter as its reader's program shows it.
type read struct {
	from, to, subject, text, file, content, id, bcc string
}

func open(t *testing.T, raw io.Reader) read {
	t.Helper()
	m, err := netmail.ReadMessage(raw)
	must(t, err)
	var words mime.WordDecoder
	header := func(name string) string {
		text, err := words.DecodeHeader(m.Header.Get(name))
		must(t, err)
		return text
	}
	r := read{from: header("From"), to: header("To"), subject: header("Subject"), id: m.Header.Get("Message-ID"), bcc: m.Header.Get("Bcc")}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	must(t, err)
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return r
		}
		must(t, err)
		body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, part))
		must(t, err)
		if name := part.FileName(); name != "" {
			r.file, err = words.DecodeHeader(name)
			must(t, err)
			r.content = string(body)
			continue
		}
		r.text = strings.ReplaceAll(string(body), "\r\n", "\n")
	}
}

var want = read{
	from: "Chỉ số CCHC Cần Thơ <cchc@cantho.example>", to: "Nguyễn Thị Lan <lan@sotuphap.example>",
	subject: "Thông báo kết quả thẩm định: Sở Tư pháp Bcc: kẻ.khác@x.example", text: letter.Text,
	file: "Thông báo số 12.docx", content: "nội dung", id: "<01ab@cantho.example>",
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestFolderKeepsALetterOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mail")
	folder := mail.NewFolder(dir, from)
	for range 2 {
		must(t, folder.Send(t.Context(), letter))
	}
	files, err := os.ReadDir(dir)
	must(t, err)
	if len(files) != 1 || files[0].Name() != "01ab.eml" {
		t.Fatalf("the folder holds %v; want one letter", files)
	}
	raw, err := os.Open(filepath.Join(dir, files[0].Name()))
	must(t, err)
	defer raw.Close()
	if got := open(t, raw); got != want {
		t.Errorf("%+v\nwant %+v", got, want)
	}
}

// post is a mail server in the test's own process.
type post struct {
	mu      sync.Mutex
	letters []string
	to      []string
	refuse  *smtp.SMTPError
}

func (p *post) NewSession(*smtp.Conn) (smtp.Session, error) { return &visit{p: p}, nil }

type visit struct {
	p      *post
	signed bool
}

func (v *visit) Reset()                               {}
func (v *visit) Logout() error                        { return nil }
func (v *visit) AuthMechanisms() []string             { return []string{sasl.Plain} }
func (v *visit) Mail(string, *smtp.MailOptions) error { return nil }
func (v *visit) Rcpt(to string, _ *smtp.RcptOptions) error {
	v.p.mu.Lock()
	defer v.p.mu.Unlock()
	if v.p.refuse != nil {
		return v.p.refuse
	}
	v.p.to = append(v.p.to, to)
	return nil
}

func (v *visit) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "cchc" || password != "bí mật" {
			return smtp.ErrAuthFailed
		}
		v.signed = true
		return nil
	}), nil
}

func (v *visit) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	v.p.mu.Lock()
	defer v.p.mu.Unlock()
	v.p.letters = append(v.p.letters, string(raw))
	return err
}

// serve starts a server and says where it listens.
func serve(t *testing.T, p *post) mail.Server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	server := smtp.NewServer(p)
	server.Domain, server.AllowInsecureAuth = "localhost", true
	ended := make(chan struct{})
	go func() { defer close(ended); _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close(); <-ended })
	return mail.Server{Host: "127.0.0.1", Port: listener.Addr().(*net.TCPAddr).Port, TLS: mail.Plain}
}

func TestServerGetsWhatWasWritten(t *testing.T) {
	p := &post{}
	must(t, mail.NewSMTP(serve(t, p), from).Send(t.Context(), letter))
	if len(p.letters) != 1 || len(p.to) != 1 || p.to[0] != letter.To {
		t.Fatalf("%d letters to %v; want one, to its reader alone", len(p.letters), p.to)
	}
	if got := open(t, strings.NewReader(p.letters[0])); got != want {
		t.Errorf("%+v\nwant %+v", got, want)
	}
}

func TestRefusalsAreToldFromTroubles(t *testing.T) {
	for name, test := range map[string]struct {
		answer *smtp.SMTPError
		final  bool
	}{
		"no such mailbox": {&smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}, true},
		"greylisted":      {&smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "come back later"}, false},
	} {
		err := mail.NewSMTP(serve(t, &post{refuse: test.answer}), from).Send(t.Context(), letter)
		if err == nil || mail.Refused(err) != test.final {
			t.Errorf("%s: %v, for good: %v", name, err, mail.Refused(err))
		}
	}
	silent := mail.Server{Host: "127.0.0.1", Port: 1, TLS: mail.Plain}
	if err := mail.NewSMTP(silent, from).Send(t.Context(), letter); err == nil || mail.Refused(err) {
		t.Errorf("no server: %v; want a trouble that passes", err)
	}
}

func TestNothingGoesInTheClearUnasked(t *testing.T) {
	p := &post{}
	server := serve(t, p)
	server.TLS = mail.StartTLS
	err := mail.NewSMTP(server, from).Send(t.Context(), letter)
	var refused mail.RefusedError
	if err == nil || errors.As(err, &refused) || len(p.letters) != 0 {
		t.Errorf("%v, %d letters; want none handed to a server that cannot protect the line", err, len(p.letters))
	}
}

func TestABadAddressIsRefusedForGood(t *testing.T) {
	folder := mail.NewFolder(t.TempDir(), from)
	bad := letter
	bad.To, bad.ID = "lan at home", par.ID("02")
	if err := folder.Send(t.Context(), bad); !mail.Refused(err) {
		t.Errorf("%v; want it refused", err)
	}
}
