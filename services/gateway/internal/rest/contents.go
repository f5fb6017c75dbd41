package rest

import (
	"io"
	"slices"
	"time"

	"github.com/sartor-cv/sartor/libs/contract/authv1"
	"github.com/sartor-cv/sartor/libs/contract/creditsv1"
	"github.com/sartor-cv/sartor/libs/contract/filesv1"
	"github.com/sartor-cv/sartor/libs/contract/optimizerv1"
	"github.com/sartor-cv/sartor/libs/fault"
)

const exportReadme = `This is all that is kept of you.

account.json         your account
sessions.json        where you are, and lately were, logged in
credits/             your balance and every booking
files/               your files as you uploaded them, with what was read of them
optimizations/       what you asked for, what you gave, and what was made of it,
                     each with all of its revisions
answers.json         what you have said about yourself when you were asked
comparisons.json     what models were asked when you compared CVs with a job

Not in here, because nothing in them leads to you: records of when a mail was
sent, digests that limits are counted under, and copies in backups.
`

type exportedSession struct {
	login

	ExpiresAt time.Time  `json:"expiresAt"`
	EndedAt   *time.Time `json:"endedAt,omitempty"`
}

type exportedOptimization struct {
	optimization

	History        []revisionItem        `json:"history,omitempty"`   // of the revisions: when and why each was made
	Revisions      []optimization        `json:"revisions,omitempty"` // those before the one that is shown
	CVText         string                `json:"cvText,omitempty"`
	IdempotencyKey string                `json:"idempotencyKey,omitempty"`
	Attempts       []optimizationAttempt `json:"attempts"`
}

type optimizationAttempt struct {
	Part             string    `json:"part"`
	Provider         string    `json:"provider"`
	Model            string    `json:"model"`
	StartedAt        time.Time `json:"startedAt"`
	PromptTokens     int64     `json:"promptTokens"`
	CompletionTokens int64     `json:"completionTokens"`
	CostMicroUSD     int64     `json:"costMicroUsd"`
	Outcome          string    `json:"outcome"`

	EndedAt      *time.Time `json:"endedAt,omitempty"`
	Prompt       string     `json:"prompt,omitempty"`
	CachedTokens int64      `json:"cachedTokens"`
	Source       string     `json:"source,omitempty"`
	Prices       string     `json:"prices,omitempty"`
}

type exportedBalance struct {
	balance

	Spent int64 `json:"spent"`
}

func (b *bundle) about(h holdings) error {
	now := time.Now().UTC()
	w, err := b.entry("README.txt", now)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, exportReadme); err != nil {
		return err
	}
	if err := b.json("account.json", now, userOf(h.user)); err != nil {
		return err
	}
	sessions := each(h.sessions.Items, func(s authv1.Session) exportedSession {
		return exportedSession{login: loginOf(s), ExpiresAt: s.ExpiresAt.UTC(), EndedAt: s.EndedAt}
	})
	if err := b.json("sessions.json", now, sessions); err != nil {
		return err
	}
	return b.json("credits/balance.json", now, exportedBalance{
		balance: balance{Balance: h.balance.Balance, Held: h.balance.Held, Available: h.balance.Available}, Spent: h.balance.Spent,
	})
}

// answers adds what the caller has said about themselves.
func (b *bundle) answers() error {
	all, err := ask(b.ctx, b.server, optimizerv1.Answers, optimizerv1.AnswersRequest{})
	if err != nil {
		return err
	}
	return b.json("answers.json", time.Now().UTC(), each(all.Items, saidOf))
}

func (b *bundle) history(first creditsv1.HistoryReply) error {
	return addList(b, "credits/history.json", each(first.Items, entryOf), first.NextCursor, func(cursor string) ([]entry, string, error) {
		page, err := ask(b.ctx, b.server, creditsv1.History, creditsv1.HistoryRequest{Limit: exportPage, Cursor: cursor, Kind: ""})
		return each(page.Items, entryOf), page.NextCursor, err
	})
}

// comparisons adds what models were asked for no optimization.
func (b *bundle) comparisons() error {
	next := func(cursor string) ([]optimizationAttempt, string, error) {
		page, err := ask(b.ctx, b.server, optimizerv1.Comparisons, optimizerv1.ComparisonsRequest{Cursor: cursor})
		return each(page.Items, attemptOf), page.NextCursor, err
	}
	first, cursor, err := next("")
	if err != nil {
		return err
	}
	return addList(b, "comparisons.json", first, cursor, next)
}

func (b *bundle) files(first filesv1.ListReply) error {
	all, err := rest(first.Items, first.NextCursor, func(cursor string) ([]filesv1.File, string, error) {
		page, err := ask(b.ctx, b.server, filesv1.List, filesv1.ListRequest{Limit: exportPage, Cursor: cursor})
		return page.Items, page.NextCursor, err
	})
	if err != nil {
		return err
	}
	for _, f := range slices.Backward(all) {
		b.then(func() error { return b.file(f) }, func() error { return b.text(f) })
	}
	return b.json("files/files.json", time.Now().UTC(), each(all, fileOf))
}

// file begins a file that is still there.
func (b *bundle) file(f filesv1.File) error {
	first, err := ask(b.ctx, b.server, filesv1.Read, filesv1.ReadRequest{Filename: f.Filename, Offset: 0})
	if gone(err) {
		return nil
	}
	if err != nil {
		return err
	}
	w, err := b.entry("files/"+f.Filename, f.CreatedAt)
	if err != nil {
		return err
	}
	source := &pieces{ctx: b.ctx, server: b.server, name: f.Filename, file: first.File, next: first.Data, conn: b.conn}
	b.then(func() error { return b.piece(w, source) })
	return nil
}

// piece copies as much as the files service gives at once.
func (b *bundle) piece(w io.Writer, source *pieces) error {
	n, err := io.CopyN(w, source, filesv1.MaxReadBytes)
	if err == io.EOF { //nolint:errorlint // CopyN's word for the end
		return nil
	}
	if err == nil && n > 0 {
		b.then(func() error { return b.piece(w, source) })
	}
	return err
}

// text adds what was read of a file, if anything was.
func (b *bundle) text(f filesv1.File) error {
	if f.Status != filesv1.StatusParsed {
		return nil
	}
	reply, err := ask(b.ctx, b.server, filesv1.Text, filesv1.TextRequest{Filename: f.Filename})
	if gone(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return b.json("files/"+f.Filename+".text.json", f.CreatedAt, textOf(reply))
}

func (b *bundle) optimizations(first optimizerv1.ListReply) error {
	idOf := func(o optimizerv1.Optimization) string { return o.ID }
	all, err := rest(each(first.Items, idOf), first.NextCursor, func(cursor string) ([]string, string, error) {
		page, err := ask(b.ctx, b.server, optimizerv1.List, optimizerv1.ListRequest{Limit: exportPage, Cursor: cursor, Status: ""})
		return each(page.Items, idOf), page.NextCursor, err
	})
	if err != nil {
		return err
	}
	for _, id := range slices.Backward(all) {
		b.then(func() error { return b.optimization(id) })
	}
	return nil
}

func (b *bundle) optimization(id string) error {
	o, err := ask(b.ctx, b.server, optimizerv1.Get, optimizerv1.GetRequest{ID: id, Revision: 0})
	if gone(err) {
		return nil
	}
	if err != nil {
		return err
	}
	record, err := ask(b.ctx, b.server, optimizerv1.Record, optimizerv1.RecordRequest{ID: id})
	if gone(err) {
		return nil
	}
	if err != nil {
		return err
	}
	history, earlier, err := b.earlier(id, o.Result)
	if gone(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return b.json("optimizations/"+id+".json", o.CreatedAt, exportedOptimization{
		optimization: optimizationOf(o), History: history, Revisions: earlier, CVText: record.CVText, IdempotencyKey: record.IdempotencyKey,
		Attempts: each(record.Attempts, attemptOf),
	})
}

func attemptOf(a optimizerv1.Attempt) optimizationAttempt { return optimizationAttempt(a) }

// earlier returns how the revisions came about, and what those before the newest
// show.
func (b *bundle) earlier(id string, newest *optimizerv1.Result) (history []revisionItem, all []optimization, err error) {
	if newest == nil {
		return nil, nil, nil
	}
	made, err := ask(b.ctx, b.server, optimizerv1.Revisions, optimizerv1.RevisionsRequest{ID: id})
	if err != nil {
		return nil, nil, err
	}
	for n := 1; n < newest.Revision; n++ {
		o, err := ask(b.ctx, b.server, optimizerv1.Get, optimizerv1.GetRequest{ID: id, Revision: n})
		if err != nil {
			return nil, nil, err
		}
		all = append(all, optimizationOf(o))
	}
	return each(made.Items, revisionOf), all, nil
}

// gone reports whether something was deleted while it was exported.
func gone(err error) bool { return err != nil && fault.From(err).Code == fault.NotFound }
