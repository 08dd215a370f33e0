package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func writeFile(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "parindex.json")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestFlagBeforeVariableBeforeFileBeforeDefault(t *testing.T) {
	file := writeFile(t, `{"listen": "127.0.0.1:1", "data": "/file", "log_level": "warn", "upload_mb": 7}`)
	environ := []string{"PARINDEX_CONFIG=" + file, "PARINDEX_LISTEN=127.0.0.1:2", "PARINDEX_DATA=/variable", "PARINDEX_TEST_POSTGRES=x", "HOME=/root"}
	c, err := Load(map[string]string{"listen": "127.0.0.1:3"}, environ)
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		Listen: "127.0.0.1:3", Data: "/variable", LogLevel: "warn", UploadMB: 7, LogFormat: "text", QuotaMB: 2000,
		SMTPPort: 587, SMTPTLS: "starttls", StoreRegion: "us-east-1",
	}
	if c != want {
		t.Errorf("%+v, want %+v", c, want)
	}
}

func TestSecureUnlessOnThisMachineAlone(t *testing.T) {
	for listen, want := range map[string]bool{
		"127.0.0.1:80": false, "[::1]:80": false, "localhost:80": false, "0.0.0.0:80": true, ":80": true, "10.0.0.1:80": true,
	} {
		c, err := Load(map[string]string{"listen": listen}, nil)
		if err != nil || c.Secure != want {
			t.Errorf("%s: secure %v, %v", listen, c.Secure, err)
		}
	}
	if c, _ := Load(map[string]string{"listen": ":80", "secure": "false"}, nil); c.Secure {
		t.Error("secure=false was not heard")
	}
}

func TestFaultsNameTheSettingAndTheRule(t *testing.T) {
	for name, test := range map[string]struct {
		flags   map[string]string
		environ []string
		want    []string
	}{
		"port":             {flags: map[string]string{"listen": "127.0.0.1:99999"}, want: []string{"listen", "--listen", "65535"}},
		"number":           {environ: []string{"PARINDEX_UPLOAD_MB=lots"}, want: []string{"upload_mb", "PARINDEX_UPLOAD_MB", "500"}},
		"word":             {environ: []string{"PARINDEX_LOG_LEVEL=loud"}, want: []string{"log_level", "debug"}},
		"unknown variable": {environ: []string{"PARINDEX_LISTENN=x"}, want: []string{"PARINDEX_LISTENN", "PARINDEX_LISTEN,"}},
		"unknown key":      {flags: map[string]string{"config": writeFile(t, `{"lisen": "x"}`)}, want: []string{`"lisen"`, "listen"}},
		"nested value":     {flags: map[string]string{"config": writeFile(t, `{"listen": []}`)}, want: []string{`"listen"`}},
		"no JSON":          {flags: map[string]string{"config": writeFile(t, `listen = 1`)}, want: []string{"JSON"}},
		"no file":          {flags: map[string]string{"config": "/nowhere/p.json"}, want: []string{"/nowhere/p.json", "no such file"}},
		"no server":        {flags: map[string]string{"smtp_user": "u", "smtp_password_file": "p"}, want: []string{"smtp_user", "smtp_host"}},
		"no sender":        {flags: map[string]string{"smtp_host": "mail.example"}, want: []string{"smtp_host", "mail_from"}},
		"no password":      {flags: map[string]string{"smtp_host": "mail.example", "mail_from": "a@b.vn", "smtp_user": "u"}, want: []string{"smtp_password_file"}},
		"in the clear": {flags: map[string]string{
			"smtp_host": "mail.example", "mail_from": "a@b.vn", "smtp_user": "u", "smtp_password_file": "p", "smtp_tls": "none",
		}, want: []string{"smtp_tls", "in the clear"}},
		"no address":  {flags: map[string]string{"mail_from": "Lan <a@b.vn>"}, want: []string{"mail_from", "cchc@example.vn"}},
		"no scanner":  {flags: map[string]string{"clamd": "clamd"}, want: []string{"clamd", "127.0.0.1:8080"}},
		"no link":     {flags: map[string]string{"address": "cchc.example.vn"}, want: []string{"address", "https://"}},
		"no bucket":   {flags: map[string]string{"store": "https://s3.example"}, want: []string{"store", "https://s3.city.example/bucket"}},
		"key within":  {flags: map[string]string{"store": "https://k:geheim@s3.example/b"}, want: []string{"store", "without a key"}},
		"open line":   {flags: map[string]string{"store": "http://s3.example/b"}, want: []string{"store", "in the clear"}},
		"no secret":   {flags: map[string]string{"store": "https://s3.example/b", "store_key": "k"}, want: []string{"store_secret_file"}},
		"no store":    {flags: map[string]string{"store_key": "k", "store_secret_file": "f"}, want: []string{"store names none"}},
		"no database": {flags: map[string]string{"database": "mysql://u:geheim@h/d"}, want: []string{"database", "postgres://"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load(test.flags, test.environ)
			if err == nil {
				t.Fatal("accepted")
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
			if strings.Contains(err.Error(), "geheim") {
				t.Errorf("%q tells a secret", err)
			}
		})
	}
}

func TestSecretsAreNeverShown(t *testing.T) {
	for _, address := range []string{"postgres://u:geheim@h:5/d", "postgres://u@h/d?password=geheim"} {
		c, err := Load(map[string]string{"database": address}, nil)
		if err != nil || c.Database != address {
			t.Fatal(c.Database, err)
		}
		for _, s := range Settings() {
			if strings.Contains(s.Shown(c), "geheim") {
				t.Errorf("%s is shown as %s", s.Name, s.Shown(c))
			}
		}
	}
}

func TestPasswordIsReadFromItsFile(t *testing.T) {
	c, err := Load(map[string]string{
		"smtp_host": "mail.example", "mail_from": "a@b.vn", "smtp_user": "u", "smtp_password_file": writeFile(t, "bí mật\n"),
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := c.Password(); got != "bí mật" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	c.SMTPPasswordFile = writeFile(t, "\n")
	if _, err := c.Password(); err == nil {
		t.Error("an empty password was taken")
	}
}

func TestTheSecretOfTheStoreIsReadFromItsFile(t *testing.T) {
	c, err := Load(map[string]string{
		"store": "http://127.0.0.1:9000/evidence", "store_key": "k", "store_secret_file": writeFile(t, "bí mật\n"),
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := c.StoreSecret(); got != "bí mật" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	c.StoreSecretFile = "/nowhere/secret"
	if _, err := c.StoreSecret(); err == nil || !strings.Contains(err.Error(), "store_secret_file /nowhere/secret") {
		t.Errorf("a secret that is not there: %v", err)
	}
}
