package publication

import (
	"encoding/json"
	"fmt"
	"sync"

	"parindex/internal/db"
	"parindex/internal/par"
	"parindex/internal/result"
)

// shelfSize is how many explained blocks are kept ready for use.
const shelfSize = 8

// shelf keeps the explained blocks that were read last. They never change, so
// that what is kept is never stale.
type shelf struct {
	mu    sync.Mutex
	items []shelved // the one used last stands first
}

type shelved struct {
	publication par.ID
	block       *result.Block
}

// find returns a kept block, or nil.
func (s *shelf) find(publication par.ID, code string) *result.Block {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, item := range s.items {
		if item.publication == publication && item.block.Code == code {
			copy(s.items[1:i+1], s.items[:i])
			s.items[0] = item
			return item.block
		}
	}
	return nil
}

func (s *shelf) put(publication par.ID, block *result.Block) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items = append([]shelved{{publication, block}}, s.items...)
	s.items = s.items[:min(len(s.items), shelfSize)]
}

// block returns the explained form of one block. It must not be changed.
func (s *Service) block(tx *db.Tx, publication par.ID, code string) (*result.Block, error) {
	if kept := s.blocks.find(publication, code); kept != nil {
		return kept, nil
	}
	c, err := db.One(tx, scanContent, selectContent, publication, code)
	if err != nil {
		return nil, err
	}
	b := &result.Block{}
	if err := json.Unmarshal([]byte(c.Detail), b); err != nil {
		return nil, fmt.Errorf("read publication %s, block %s: %w", publication, code, err)
	}
	s.blocks.put(publication, b)
	return b, nil
}
