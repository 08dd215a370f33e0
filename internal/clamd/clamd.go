// Package clamd owns the talk with a virus scanner that speaks the protocol of
// ClamAV's daemon: a file is sent as a stream, the answer is one line.
//
// It must not know documents or the store. Start with Scanner.
package clamd

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// Scanner is where the daemon listens: a path that begins with a slash is a
// socket, anything else is host:port.
type Scanner struct {
	Address string
	Time    time.Duration // for one file
}

// chunk is how many bytes are sent at once.
const chunk = 64 << 10

// mostAnswer is how many bytes of an answer are believed.
const mostAnswer = 4 << 10

// Scan sends a file and returns what the scanner calls the threat that it
// found, or nothing where it found none. An error is the scanner's or the
// line's: then nothing is known of the file.
func (s Scanner) Scan(ctx context.Context, file io.Reader) (threat string, err error) {
	ctx, cancel := context.WithTimeout(ctx, s.Time)
	defer cancel()
	network := "tcp"
	if strings.HasPrefix(s.Address, "/") {
		network = "unix"
	}
	line, err := new(net.Dialer).DialContext(ctx, network, s.Address)
	if err != nil {
		return "", fmt.Errorf("reach the virus scanner: %w", err)
	}
	defer func() { _ = line.Close() }() // everything has been read
	defer context.AfterFunc(ctx, func() { _ = line.SetDeadline(time.Unix(1, 0)) })()
	sent := send(line, file)
	answer, err := bufio.NewReader(io.LimitReader(line, mostAnswer)).ReadString(0)
	if err != nil {
		return "", fmt.Errorf("scan for viruses: %w", errors.Join(sent, err))
	}
	threat, err = verdict(strings.TrimSuffix(answer, "\x00"))
	if err == nil && sent != nil && threat == "" { // it answered before it had seen all
		return "", fmt.Errorf("scan for viruses: %w", sent)
	}
	return threat, err
}

// send writes the file in pieces, each after its length; a piece of nothing is
// the end.
func send(line io.Writer, file io.Reader) error {
	if _, err := io.WriteString(line, "zINSTREAM\x00"); err != nil {
		return err
	}
	piece := make([]byte, 4+chunk)
	for {
		n, err := io.ReadFull(file, piece[4:])
		binary.BigEndian.PutUint32(piece, uint32(n))
		if _, broken := line.Write(piece[:4+n]); broken != nil {
			return broken
		}
		switch {
		case n == 0 && errors.Is(err, io.EOF):
			return nil
		case err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
			return err
		}
	}
}

// verdict reads the line of the answer.
func verdict(answer string) (threat string, err error) {
	said, ok := strings.CutPrefix(answer, "stream: ")
	threat, found := strings.CutSuffix(said, " FOUND")
	switch {
	case ok && said == "OK":
		return "", nil
	case ok && found && threat != "":
		return threat, nil
	}
	return "", fmt.Errorf("the virus scanner answers %q", answer)
}
