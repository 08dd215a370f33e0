package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	mathrand "math/rand/v2"
	"strings"
	"time"

	"parindex/internal/db"
	"parindex/internal/evidence"
	"parindex/internal/par"
)

// Syllables of official papers; those in front are the most frequent.
var syllables = strings.Fields(`và của các thực hiện hành chính cải cách công tác năm kế hoạch thủ tục cơ quan đơn vị về việc quyết định báo cáo
kết quả nhiệm vụ triển khai quy định cán bộ viên chức tổ chức người dân doanh nghiệp dịch trực tuyến hồ sơ giải theo quản lý nhà nước thành phố
sở ủy ban nhân phường xã huyện nội tư pháp tài nguyên môi trường giáo dục đào tạo y tế khoa học nghệ thông tin truyền văn hóa thể thao du lịch
kiểm tra giám sát đánh giá chỉ số tiếp nhận trả một cửa liên thông điện tử hòa thúy khỏe đơn giản rà soát văn bản quy phạm ngân sách tự chủ tuyên
hướng dẫn phối hợp chương trình mục tiêu chất lượng hiệu lực phân cấp ủy quyền biên chế vị trí việc làm tinh gọn bộ máy sáp nhập hội nghị tập huấn`)

// filler writes a city: one unit with a fifth of all documents, the others with
// a thousand each, a round in which a quarter of them is cited.
type filler struct {
	db        *db.DB
	draw      *mathrand.Rand
	documents int
	units     []par.ID
	dossiers  []par.ID
	leaves    []string
	numbers   []string
	rare      []string
}

// word draws a syllable, or seldom one of 50,000 names.
func (f *filler) word() string {
	if f.draw.IntN(40) == 0 {
		name := fmt.Sprintf("%s%c%d", syllables[f.draw.IntN(len(syllables))], 'a'+rune(f.draw.IntN(26)), f.draw.IntN(20))
		f.rare = append(f.rare[max(0, len(f.rare)-1000):], name)
		return name
	}
	at := f.draw.Float64()
	return syllables[int(at*at*float64(len(syllables)))]
}

func (f *filler) words(n int) string {
	words := make([]string, n)
	for i := range words {
		words[i] = f.word()
	}
	return strings.Join(words, " ")
}

func (f *filler) fill(ctx context.Context) error {
	for i := range 97 {
		f.leaves = append(f.leaves, fmt.Sprintf("%d.%d", 1+i/13, 1+i%13))
	}
	if err := f.db.Housekeep(ctx, f.places); err != nil {
		return err
	}
	for done := 0; done < f.documents; done += 1000 {
		unit := f.units[0]
		if done >= f.documents/5 {
			unit = f.units[1+(done-f.documents/5)/1000]
		}
		if err := f.db.Housekeep(ctx, func(tx *db.Tx) error { return f.shelf(tx, unit, min(1000, f.documents-done)) }); err != nil {
			return err
		}
	}
	return nil
}

// places writes the units and their dossiers of one round.
func (f *filler) places(tx *db.Tx) error {
	round := tx.NewID()
	if _, err := tx.Exec(`INSERT INTO round (id, code, year, title, state, demo_note, created_at, version) VALUES ($1, 'r', 2026, '', '', '', 0, 1)`, round); err != nil {
		return err
	}
	for i := range 2 + f.documents/1000 {
		unit, dossier := tx.NewID(), tx.NewID()
		if _, err := tx.Exec(`INSERT INTO unit (id, code, name, short_name, level, folded, active, created_at, version)
			VALUES ($1, $2, $2, '', 'department', '', TRUE, 0, 1)`, unit, fmt.Sprintf("u%d", i)); err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO dossier (id, round_id, block, unit_id, state, remark, submitted_at, submitted_by, updated_at, version)
			VALUES ($1, $2, '', $3, 'submitted', '', 0, '', 0, 1)`, dossier, round, unit); err != nil {
			return err
		}
		f.units, f.dossiers = append(f.units, unit), append(f.dossiers, dossier)
	}
	return nil
}

// shelf writes documents of a unit with their text.
func (f *filler) shelf(tx *db.Tx, unit par.ID, count int) error {
	for range count {
		id := tx.NewID()
		sum := sha256.Sum256([]byte(id))
		hash := hex.EncodeToString(sum[:])
		number := fmt.Sprintf("%d/QĐ-UBND", 1+f.draw.IntN(5000))
		f.numbers = append(f.numbers[max(0, len(f.numbers)-1000):], number)
		day := time.Date(2020+f.draw.IntN(7), time.Month(1+f.draw.IntN(12)), 1+f.draw.IntN(28), 0, 0, 0, 0, time.UTC)
		kinds := evidence.Kinds()
		for _, s := range []struct {
			sql  string
			args []any
		}{
			{`INSERT INTO stored_file (hash, size, media_type, pages, created_at) VALUES ($1, 1000, 'application/pdf', 2, 0)`, []any{hash}},
			{`INSERT INTO document (id, unit_id, number, kind, issued_on, issuer, signer, summary, folded, file_hash, file_name, begun_at, created_at, created_by, version)
			  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, 'scan.pdf', 0, $10, '', 1)`, []any{
				id, unit, number, kinds[f.draw.IntN(len(kinds))], day.Format("2006-01-02"), "Sở " + f.words(2), f.words(3), f.words(15), hash, par.At(day) + par.Time(f.draw.IntN(1e9)),
			}},
			{`INSERT INTO file_text (file_hash, page, source, body) VALUES ($1, 1, 'file', $2)`, []any{hash, f.words(250)}},
			{`INSERT INTO file_text (file_hash, page, source, body) VALUES ($1, 2, 'file', $2)`, []any{hash, f.words(250)}},
		} {
			if _, err := tx.Exec(s.sql, s.args...); err != nil {
				return err
			}
		}
		if f.draw.IntN(4) > 0 {
			continue
		}
		if err := f.cite(tx, unit, id); err != nil {
			return err
		}
	}
	return nil
}

func (f *filler) cite(tx *db.Tx, unit, document par.ID) error {
	for i, other := range f.units {
		if other == unit {
			_, err := tx.Exec(`INSERT INTO evidence_use (id, dossier_id, leaf, document_id, page, section, added_at, added_by, removed_at, version)
				VALUES ($1, $2, $3, $4, 1, '', 0, '', 0, 1)`, tx.NewID(), f.dossiers[i], f.leaves[f.draw.IntN(len(f.leaves))], document)
			return err
		}
	}
	return nil
}

// kind is a kind of search.
type kind struct {
	name string
	text func(*filler) string
}

func pick[T any](f *filler, of []T) T { return of[f.draw.IntN(len(of))] }

func kinds() []kind {
	return []kind{
		{"rare word", func(f *filler) string { return pick(f, f.rare) }},
		{"one common word", func(f *filler) string { return pick(f, syllables[:30]) }},
		{"two common words", func(f *filler) string { return pick(f, syllables[:30]) + " " + pick(f, syllables[:60]) }},
		{"four words, no marks", func(*filler) string { return "cai cach hanh chinh" }},
		{"number and symbol", func(f *filler) string { return pick(f, f.numbers) }},
		{"beginning of a word", func(f *filler) string {
			return pick(f, syllables) + " " + string([]rune(pick(f, syllables) + "  ")[:2])
		}},
		{"nothing found", func(f *filler) string { return pick(f, syllables) + " zzzz" }},
		{"no search", func(*filler) string { return "" }},
	}
}
