// Package sign makes certificates and signs PDF files for tests: a root of its
// own, and signatures as they stand in files that offices receive. Nothing of
// the program imports it. Start with NewRoot.
package sign

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"time"

	"github.com/smallstep/pkcs7"
)

// Party is somebody with a certificate and its key.
type Party struct {
	Certificate *x509.Certificate
	key         crypto.Signer
}

// NewRoot makes a root of trust that is in force around at.
func NewRoot(name string, at time.Time) (Party, error) {
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: at.AddDate(-5, 0, 0), NotAfter: at.AddDate(5, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	return issue(c, nil)
}

// Issue makes a signer in force for a year around at.
func (p Party) Issue(name, organization string, at time.Time) (Party, error) {
	c := &x509.Certificate{
		SerialNumber: big.NewInt(at.UnixNano()), Subject: pkix.Name{CommonName: name, Organization: []string{organization}},
		NotBefore: at.AddDate(0, -6, 0), NotAfter: at.AddDate(0, 6, 0), KeyUsage: x509.KeyUsageDigitalSignature,
	}
	return issue(c, &p)
}

func issue(c *x509.Certificate, by *Party) (Party, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return Party{}, fmt.Errorf("make a key: %w", err)
	}
	parent, signer := c, crypto.Signer(key)
	if by != nil {
		parent, signer = by.Certificate, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, key.Public(), signer)
	if err != nil {
		return Party{}, fmt.Errorf("make a certificate: %w", err)
	}
	made, err := x509.ParseCertificate(der)
	return Party{made, key}, err
}

// over signs bytes apart from them.
func (p Party) over(content []byte, chain []Party) ([]byte, error) {
	message, err := pkcs7.NewSignedData(content)
	if err != nil {
		return nil, fmt.Errorf("begin a signature: %w", err)
	}
	message.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	if err := message.AddSigner(p.Certificate, p.key, pkcs7.SignerInfoConfig{}); err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	for _, link := range chain {
		message.AddCertificate(link.Certificate)
	}
	message.Detach()
	return message.Finish()
}
