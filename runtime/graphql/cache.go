package graphql

import (
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/amplifygo/amplifygo/runtime/graphql/input"
	"github.com/amplifygo/amplifygo/runtime/graphql/plan"
)

// planCache holds planned operations, the least recently used of which leave
// when their estimated size exceeds the bound.
type planCache struct {
	mu    sync.Mutex
	lru   *simplelru.LRU[planKey, *planned]
	bytes int
	bound int
}

type planKey struct {
	query, operation string
	named            bool
}

// planned is a validated operation with its plans: one, or one for each
// combination of the variables in @include and @skip.
type planned struct {
	op    *ast.OperationDefinition
	flags []string
	size  int

	mu    sync.Mutex
	plans map[uint64]*plan.Plan
}

// maxFlags is the number of conditions up to which combinations are cached.
const maxFlags = 4

func newPlanCache(bound int) *planCache {
	c := &planCache{bound: bound}
	// The number of entries is bounded by the bytes; simplelru wants a number.
	c.lru, _ = simplelru.NewLRU(1<<20, func(_ planKey, p *planned) { c.bytes -= p.size })
	return c
}

func (c *planCache) get(k planKey) *planned {
	c.mu.Lock()
	defer c.mu.Unlock()
	p, _ := c.lru.Get(k)
	return p
}

func (c *planCache) add(k planKey, p *planned, fields int) {
	// A generous estimate of a syntax tree and its plans, which hold pointers to
	// one another and are not worth measuring one by one.
	p.size = 2048 + 24*len(k.query) + 1024*fields<<min(len(p.flags), maxFlags)
	if p.size > c.bound/4 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lru.Contains(k) {
		return
	}
	c.lru.Add(k, p)
	c.bytes += p.size
	for c.bytes > c.bound {
		if _, _, ok := c.lru.RemoveOldest(); !ok {
			return
		}
	}
}

// plan gives the plan for the variables of a request.
func (p *planned) plan(planner *plan.Planner, vars *input.Value) (*plan.Plan, error) {
	var bits uint64
	values := map[string]bool(nil)
	if len(p.flags) > 0 {
		values = make(map[string]bool, len(p.flags))
		for i, name := range p.flags {
			values[name] = p.flag(name, vars)
			if values[name] && i < 64 {
				bits |= 1 << i
			}
		}
	}
	if len(p.flags) > maxFlags {
		return planner.Compile(p.op, values)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if got := p.plans[bits]; got != nil {
		return got, nil
	}
	got, err := planner.Compile(p.op, values)
	if err != nil {
		return nil, err
	}
	if p.plans == nil {
		p.plans = map[uint64]*plan.Plan{}
	}
	p.plans[bits] = got
	return got, nil
}

// flag gives the value of a variable of @include or @skip; binding refuses
// values that are no booleans.
func (p *planned) flag(name string, vars *input.Value) bool {
	if v := vars.Get(name); v.Kind != input.Absent {
		return v.Bool
	}
	def := p.op.VariableDefinitions.ForName(name)
	return def != nil && def.DefaultValue != nil && def.DefaultValue.Raw == "true"
}
