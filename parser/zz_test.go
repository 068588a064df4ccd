package parser
import ("testing";"context";"os";"path/filepath";"fmt";"time")
func TestZZ(t *testing.T){
 dirs,_:=filepath.Glob("../internal/testkit/conformance/testdata/*")
 bad:=0
 for _,d:=range dirs {
  f:=filepath.Join(d,"resource.ts"); if _,err:=os.Stat(f);err!=nil { f=filepath.Join(d,"amplify/data/resource.ts"); if _,err:=os.Stat(f);err!=nil {continue} }
  t0:=time.Now()
  r,list,err:=Evaluate(context.Background(),Options{Path:f})
  el:=time.Since(t0)
  _,rej:=os.Stat(filepath.Join(d,"error.txt"))
  if err!=nil { fmt.Println(d,err); bad++; continue }
  if rej!=nil && (len(list)>0||r.Program==nil) || rej==nil && len(list)>0 { fmt.Println(filepath.Base(d),el); for _,x:=range list { fmt.Println("    ",x.Error()," | ",x.Hint) }; b,_:=os.ReadFile(filepath.Join(d,"error.txt")); fmt.Println("    ==",string(b)) }
  if el>30*time.Millisecond {fmt.Println(d,el)}
 }
}
