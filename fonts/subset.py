"""Cut Source Sans 3 to what the reports print, under a name of its own (OFL: the name 'Source' is reserved)."""
import sys
from fontTools import subset
from fontTools.ttLib import TTFont
WEIGHTS={'400Regular':('Regular','UoRSans-Regular'),'400Regular_Italic':('Italic','UoRSans-Italic'),'600SemiBold':('SemiBold','UoRSans-SemiBold'),'700Bold':('Bold','UoRSans-Bold')}
UNICODES='U+0020-007E,U+00A0-024F,U+1E80-1E85,U+1EF2-1EF3,U+2010-2015,U+2018-201F,U+2020-2022,U+2026,U+2030,U+2032-2033,U+2039-203A,U+20AC,U+2122,U+2190-2193,U+2212,U+2248,U+2260,U+2264-2265,U+25A0,U+25B2,U+25B6,U+25BC,U+25C0,U+25C6,U+25CB,U+25CF'
src,dst=sys.argv[1:3]
for name,(style,ps) in WEIGHTS.items():
    font=TTFont(f'{src}/SourceSans3_{name}.ttf',recalcTimestamp=False)
    o=subset.Options(); o.layout_features=['kern']; o.drop_tables+=['GDEF','GSUB','BASE','STAT','gasp']; o.hinting=False; o.name_IDs=['*']; o.notdef_outline=True; o.recalc_timestamp=False
    s=subset.Subsetter(o); s.populate(unicodes=subset.parse_unicodes(UNICODES)); s.subset(font)
    table=font['name']
    for record in list(table.names):
        if record.nameID not in (0,1,2,3,4,5,6,13,14): table.names.remove(record)
    family='UoR Sans' if style in('Regular','Italic','Bold') else 'UoR Sans SemiBold'
    sub=style if style in('Regular','Italic','Bold') else 'Regular'
    for i,v in ((1,family),(2,sub),(3,f'{ps};from Source Sans 3'),(4,f'UoR Sans {style}'),(6,ps)):
        table.setName(v,i,3,1,0x409)
    if style=='SemiBold':
        table.setName('UoR Sans',16,3,1,0x409); table.setName('SemiBold',17,3,1,0x409)
    font.save(f'{dst}/{ps}.ttf')
