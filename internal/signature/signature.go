package signature

import (
	"crypto/x509"
	"errors"
	"io"
	"time"

	"github.com/smallstep/pkcs7"

	"parindex/internal/par"
)

// State is what became of the signed bytes.
type State string

// The states of a signature.
const (
	Intact     State = "intact"     // the bytes are those that were signed
	Changed    State = "changed"    // they are not
	Expired    State = "expired"    // the bytes are the same, but the certificate was not in force at the time that is stated
	Unreadable State = "unreadable" // nothing can be said of it
)

// Signature is one signature of a PDF.
type Signature struct {
	State        State
	Signer       string   // common name of the certificate
	Organization string   // of the signer; may be empty
	Issuer       string   // common name of who issued the certificate
	At           par.Time // what the signer states; 0: nothing
	Whole        bool     // nothing was added to the file after what it signs
	Root         string   // common name of the configured root that the certificate leads to; empty: to none
}

// Limits of what is looked at.
const (
	mostSignatures = 32
	mostContents   = 1 << 20 // bytes of one signature, as it stands in the file
)

// Inspect finds the signatures of a PDF of size bytes in the order in which
// they stand in it. Roots are the certificates that the city trusts; now
// stands in where a signature states no time.
func Inspect(f io.ReaderAt, size int64, roots []*x509.Certificate, now par.Time) ([]Signature, error) {
	marks, err := find(f, size)
	if err != nil {
		return nil, err
	}
	found := make([]Signature, 0, len(marks))
	for _, m := range marks {
		s, err := m.read(f, size, roots, now)
		if err != nil {
			return nil, err
		}
		found = append(found, s)
	}
	return found, nil
}

// read checks one signature against the bytes that it signs.
func (m mark) read(f io.ReaderAt, size int64, roots []*x509.Certificate, now par.Time) (Signature, error) {
	s := Signature{State: Unreadable, Whole: m.end() == size}
	der, err := m.contents(f, size)
	if err != nil || der == nil {
		return s, err
	}
	message, err := pkcs7.Parse(der)
	if err != nil || len(message.Signers) != 1 {
		return s, nil //nolint:nilerr // that it cannot be read is the finding
	}
	if message.Content, err = m.signed(f); err != nil {
		return s, err
	}
	s.State = stateOf(message.Verify())
	s.describe(message, roots, now)
	return s, nil
}

func stateOf(err error) State {
	var early *pkcs7.SigningTimeNotValidError
	switch {
	case err == nil:
		return Intact
	case errors.As(err, &early):
		return Expired
	}
	return Changed
}

// describe names who signed, when, and on whose authority.
func (s *Signature) describe(message *pkcs7.PKCS7, roots []*x509.Certificate, now par.Time) {
	signer := message.GetOnlySigner()
	if signer == nil {
		s.State = Unreadable
		return
	}
	s.Signer, s.Issuer = signer.Subject.CommonName, signer.Issuer.CommonName
	if len(signer.Subject.Organization) > 0 {
		s.Organization = signer.Subject.Organization[0]
	}
	at := now.Std()
	var stated time.Time
	if message.UnmarshalSignedAttribute(pkcs7.OIDAttributeSigningTime, &stated) == nil {
		at, s.At = stated, par.At(stated)
	}
	s.Root = rootOf(signer, message.Certificates, roots, at)
}

// rootOf follows a certificate to a configured root and names it.
func rootOf(signer *x509.Certificate, sent, roots []*x509.Certificate, at time.Time) string {
	options := x509.VerifyOptions{
		Roots: x509.NewCertPool(), Intermediates: x509.NewCertPool(), CurrentTime: at,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	}
	for _, c := range roots {
		options.Roots.AddCert(c)
	}
	for _, c := range sent {
		options.Intermediates.AddCert(c)
	}
	chains, err := signer.Verify(options)
	if err != nil {
		return ""
	}
	return chains[0][len(chains[0])-1].Subject.CommonName
}
