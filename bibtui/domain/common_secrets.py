"""The passwords guessed first, in lower case, without accents or decoration."""

_WORDS = """
0000 000000 00000000 010203 01020304 0123456 0123456789 1111 111111 11111111 112233 11223344
121212 123 123123 123123123 123321 1234 12341234 12344321 12345 123456 1234567 12345678 123456789
1234567890 123654 123abc 131313 147258 147258369 159357 159753 1a2b3c 1q2w3e 1q2w3e4r 1q2w3e4r5t
1qaz2wsx 212121 222222 232323 246810 333333 369258147 444444 456789 555555 654321 666666 696969
741852 741852963 753951 777777 7777777 789456 789456123 852456 87654321 888888 88888888 951753
963852741 987654 987654321 999999 a1b2c3 a1b2c3d4 a1z2e3 a1z2e3r4 a1z2e3r4t5 aa123456 aaaaaa
aaaaaaaa ab123456 abc abc123 abcd abcd1234 abcde abcdef abcdefg abcdefgh access accueil adele
admin adminadmin administrateur administrator adobe adrien agathe aimee airfrance alain albert
alex alexandra alexandre alexis alice aline allezlesbleus allezlom allezpsg alliance allo amandine
amelie america amour amoure amoureuse amoureux amours anais andre andrea andrew angel angela
angelina angelique anges anime anne annie anthony antoine apple aqwzsx aqwzsxedc argent armelle
arnaud arsenal arthur asdf asdf1234 asdfasdf asdfgh asdfghjkl ashley asterix aurelia aurelie
aurore automne azaz azazaz azer azerazer azert azerty azerty1 azertyuiop azertyuiopqsdfghjklm
azqswx babybaby babygirl bailey ballon baptiste barbie barcelona barcelone baseball basket
basketbal basketball bastien batman beatrice beaute bebe bebeche beber belle benjamin benoit
bernard bertrand biblio bibliotheque bienvenue biere bijou bisou bisounours bisous blabla blanche
blink bloublou bonbon bonheur bonjour bonne bonsoir bouba boubou bouboule boulanger boulette
bretagne brigitte bruno bugatti buster butterfly calvin camille canada canard candy caramel
carnaval caroline carotte cassandra catherine cathy cecile celine cerise chacha champion chanel
changeme changezmoi chanson charles charlie charlotte chaton chatte cheese chelsea cheri cherie
cheval chevalier cheyenne chien chienne chipie chloe chocolat chocolate chouchou choupette
choupinette chris christelle christian christine christophe cindy claire claude clement clementine
cleopatre coca cocacola coco cocorico colette computer connexion contrasena cookie corinne corse
coucou courage cowboy crevette cristal cyril daddy damien danger daniel danielle danseuse dauphin
david default delphine denis diamond didier diego dimanche dinosaure dolphin dominique donald
douceur doudou dragon dragonball ducati eagle eclair edouard elephant elisabeth elise elodie
emilie emma enfant enfants enterprise eric espagne espoir esteban estelle etoile etoiles eugenie
euro evelyne fabien fabrice famille family fanny fatima faucon felicite felix ferrari fiesta fille
fillette fleur fleurs florence florent florian flower foobar football forever formule1 fraise
france francis franck francois francoise fred frederic freedom friends fripouille fuckme fuckyou
gabriel galaxy garfield gateau genevieve georges gerard gilbert gilles ginger girafe giselle
google grandmere gregory grenouille guest guigui guillaume guitar guitare guizmo gwendoline
halloween hamster hannah harley harrypotter helene hello helloworld henri herve hiver hockey homer
honda honey hotdog hugo hunter iceman iloveu iloveyou informatique internet ironman isabelle
italia jackson jacqueline jacques jaimelavie janvier jasmin jasmine jeanne jeremie jeremy jerome
jessica jesus jetadore jetaime jeteaime jojo jonathan jordan joseph josephine joshua joyeux
juillet juin jules julia julie julien juliette junior justine karate karine katia kevin kiki
killer kitty lachouette lacoste lafamille lamour lapin lapinou laptop laura laurence laurent
lavande lavie lecteur lecture leo leon leopard letmein liberte library licorne lili lilou lionel
livres lola london looping lorraine louis louise loulou loulou1 louloute lovely loveme lover lucas
lucie lucky ludovic lulu magali magic maison malika mamamia maman mamanjetaime mamie mammouth
manchester manon marc marcel margaux margot marguerite maria marie marine mario marion marjorie
marlene marseille martin martine marvin master matador mathieu mathilde matrix matthew matthieu
maurice maxime mdp medecin mediatheque melanie melissa mercedes merlin metallica michael michel
michele michelle mickael mickey mignon mimi minecraft minnie minou mireille mister moimoi moka
monamour monange monbebe monchat moncoeur monique monkey monsieur morgane motdepass motdepasse
motocross mounir mouton muriel murphy musique mustang naruto naruto1 natacha nathalie nicolas
nicole ninja nintendo nirvana noel noisette nounours nouveau novembre nutella ocean oceane octobre
olive olivia olivier orange orchidee ordinateur orlane ouistiti ouvretoi pantera panthere papa
papamaman papillon papillons paradis paris parissaintgermain pascal pascale passe passw0rd passwd
password password1 password123 passwort patapouf patate patrice patricia patrick paul pauline
peace peluche pepette pepper perle peter petitcoeur petite philippe phoenix picasso pierre pikachu
pimousse piscine pizza plage playstation poisson pokemon police pomme pompier pookie porsche
portable portugal poubelle pouet poulet poulette poupee poupette poussin prince princess princesse
printemps psg purple pyramide qazwsx qazwsxedc qqqqqq qsdf qsdfgh qsdfghjklm qwer1234 qwerty
qwertyui qwertyuiop rachel raiders rainbow ramses ranger raphael rebecca remi renard renault rene
requin richard robert robin rocky roger romain romane romantique ronaldo rosalie roses rouge
roxane rugby sabine sabrina salut salutsalut samantha samsam samsung samuel sandra sandrine sarah
saturne scarface schtroumpf scooter scoubidou sebastien secret secrete septembre serge sesame
severine shadow sheba silver simba simone simpson skate snoopy soccer sofia solange soleil solene
sonia sophia sophie souris spiderman spirou sporting stade starwars stella stephane stephanie
steve stitch summer sunshine superman supernova sweety sylvain sylvie tahiti tartine tatiana
taureau taylor teddy telephone temp temporaire test test1 test123 test1234 testtest thailande theo
therese thibault thierry thomas tiger tigger tigre tigrou titeuf titi titine titou tokiohotel
tomtom tonton topsecret toto toto123 tototo toulon toulouse tournesol toutou tralala tresor
trinity trotinette trucmuche trustno1 tulipe turlututu twilight unicorn usager user utilisateur
vacances vaillant valentin valentine valerie vampire vanessa vanille verite vero veronique vesper
victoire victor victoria vincent violette virginie vivelafrance vivelavie vivienne voiture voyage
welcome whatever wilfried william windows winner winter wxcvbn wxcvbn123 xavier xbox xxxxxx yamaha
yannick yasmine yellow yoyo yvette yvonne zaq12wsx zaqwsx zaza zebulon zidane zinedine zizou zorro
zouzou zxcvbn zxcvbnm
"""

COMMON = frozenset(_WORDS.split())
