package main

import "parindex/internal/config"

// storage are the settings of every command that opens the data.
type storage struct {
	Config   string  `help:"File of settings: a JSON object of names and values." placeholder:"FILE"`
	Data     *string `help:"Directory of the database and of the evidence (./data)." placeholder:"DIR"`
	Database *string `help:"Address of a PostgreSQL database; without it, SQLite in the data directory." placeholder:"URL"`

	bucket

	LogFormat *string `help:"text or json (text)." placeholder:"FORMAT"`
	LogLevel  *string `help:"debug, info, warn or error (info)." placeholder:"LEVEL"`
}

// bucket are the settings of a store of evidence elsewhere.
type bucket struct {
	Store           *string `help:"Address of a bucket for evidence, https://host/bucket/folder; without it, files in the data directory." placeholder:"URL"`
	StoreRegion     *string `help:"Region of the bucket (us-east-1)." placeholder:"NAME"`
	StoreKey        *string `help:"Name of the key to the bucket." placeholder:"NAME"`
	StoreSecretFile *string `help:"File that holds the key's secret and nothing else." placeholder:"FILE"`
}

// service are the settings of the commands that serve.
type service struct {
	storage
	Listen   *string `help:"Address and port to listen on; port 0 takes a free one (127.0.0.1:8080)." placeholder:"ADDRESS"`
	Secure   *string `help:"true where it is served over HTTPS; the default is true unless it listens on this machine alone." placeholder:"BOOL"`
	UploadMB *string `name:"upload-mb" help:"Largest file of evidence in MB (50)." placeholder:"N"`
	QuotaMB  *string `name:"quota-mb" help:"Evidence of one unit altogether in MB (2000)." placeholder:"N"`
	Place    *string `help:"Whom the installation serves, said at the head of each page." placeholder:"TEXT"`
	Owner    *string `help:"Who answers for it, said at the foot of each page." placeholder:"TEXT"`
	checks
	letters
}

// checks are the settings of what looks into documents.
type checks struct {
	Clamd          *string `help:"Virus scanner: the path of clamd's socket, or host:port; without it, documents are not scanned." placeholder:"ADDRESS"`
	SignatureRoots *string `name:"signature-roots" help:"PEM file of the roots that digital signatures are held against." placeholder:"FILE"`
}

// letters are the settings of mail.
type letters struct {
	Address          *string `help:"Address under which people reach it, for links in letters." placeholder:"URL"`
	MailFrom         *string `help:"Address from which letters come." placeholder:"ADDRESS"`
	MailDir          *string `help:"Folder of letters where there is no mail server (mail in the data directory)." placeholder:"DIR"`
	SMTPHost         *string `name:"smtp-host" help:"Mail server; without it, letters are kept in the folder." placeholder:"HOST"`
	SMTPPort         *string `name:"smtp-port" help:"Port of the mail server (587)." placeholder:"N"`
	SMTPUser         *string `name:"smtp-user" help:"Name under which to sign in to the mail server." placeholder:"NAME"`
	SMTPPasswordFile *string `name:"smtp-password-file" help:"File that holds the password and nothing else." placeholder:"FILE"`
	SMTPTLS          *string `name:"smtp-tls" help:"starttls, tls or none (starttls)." placeholder:"WORD"`
}

func (s storage) flags() map[string]string {
	flags := map[string]string{"config": s.Config}
	set(flags, "data", s.Data)
	set(flags, "database", s.Database)
	set(flags, "store", s.Store)
	set(flags, "store_region", s.StoreRegion)
	set(flags, "store_key", s.StoreKey)
	set(flags, "store_secret_file", s.StoreSecretFile)
	set(flags, "log_format", s.LogFormat)
	set(flags, "log_level", s.LogLevel)
	return flags
}

func (s service) flags() map[string]string {
	flags := s.storage.flags()
	set(flags, "listen", s.Listen)
	set(flags, "secure", s.Secure)
	set(flags, "upload_mb", s.UploadMB)
	set(flags, "quota_mb", s.QuotaMB)
	set(flags, "place", s.Place)
	set(flags, "owner", s.Owner)
	set(flags, "clamd", s.Clamd)
	set(flags, "signature_roots", s.SignatureRoots)
	set(flags, "address", s.Address)
	set(flags, "mail_from", s.MailFrom)
	set(flags, "mail_dir", s.MailDir)
	set(flags, "smtp_host", s.SMTPHost)
	set(flags, "smtp_port", s.SMTPPort)
	set(flags, "smtp_user", s.SMTPUser)
	set(flags, "smtp_password_file", s.SMTPPasswordFile)
	set(flags, "smtp_tls", s.SMTPTLS)
	return flags
}

func set(flags map[string]string, name string, value *string) {
	if value != nil {
		flags[name] = *value
	}
}

// settings loads the settings; a wrong one is an error of the one who asked.
func (p *program) settings(flags map[string]string) (config.Config, error) {
	c, err := config.Load(flags, p.environ)
	if err != nil {
		return c, usageError{err}
	}
	return c, nil
}
